import { describe, expect, it } from 'vitest';
import { conversation, message } from './facts.fixture.ts';
import { contiguousSeq, indexFrom, isIncomplete, mergeMessages, runAround } from './message-run.ts';
import { EMPTY_CONVERSATION } from './state.ts';

const run = (...seqs: number[]) => seqs.map((seq) => message(seq));
const held = (floor: number | undefined, lastSeq: number, ...seqs: number[]) => ({
  ...EMPTY_CONVERSATION,
  snapshot: conversation(1),
  messages: run(...seqs),
  floor,
  lastSeq,
});

describe('mergeMessages', () => {
  it('is sorted and has each seq once', () => {
    const merged = mergeMessages(run(2, 5), run(5, 1, 9, 2, 1));
    expect(merged.map((one) => one.seq)).toEqual([1, 2, 5, 9]);
  });

  it('returns what was known when nothing is new', () => {
    const known = run(1, 2, 3);
    expect(mergeMessages(known, run(3, 1))).toBe(known);
  });
});

describe('indexFrom', () => {
  it('finds where a seq begins, present or not', () => {
    const messages = run(2, 4, 6);
    expect([1, 2, 3, 6, 7].map((seq) => indexFrom(messages, seq))).toEqual([0, 0, 1, 2, 3]);
  });
});

describe('runAround', () => {
  it('ends at the holes on either side', () => {
    const messages = run(1, 4, 5, 6, 9);
    const around = (seq: number) => {
      const { start, end } = runAround(messages, seq);
      return messages.slice(start, end).map((one) => one.seq);
    };
    expect([1, 4, 5, 6, 9].map(around)).toEqual([[1], [4, 5, 6], [4, 5, 6], [4, 5, 6], [9]]);
    expect([2, 7, 10].map(around)).toEqual([[], [], []]);
  });
});

describe('contiguousSeq', () => {
  it('is the end of the unbroken run from the floor on', () => {
    expect(contiguousSeq(held(3, 9, 1, 3, 4, 5, 7))).toBe(5);
    expect(contiguousSeq(held(1, 9, 2, 3))).toBe(0);
    expect(contiguousSeq(held(1, 0))).toBe(0);
    expect(contiguousSeq(held(undefined, 3, 1, 2, 3))).toBe(0);
  });
});

describe('isIncomplete', () => {
  it('is true where messages are known to be missing', () => {
    expect(isIncomplete(held(1, 3, 1, 2, 3))).toBe(false);
    expect(isIncomplete(held(1, 4, 1, 2, 3))).toBe(true);
    expect(isIncomplete(held(1, 3, 1, 3))).toBe(true);
  });

  it('is true where messages came out of the blue', () => {
    expect(isIncomplete(held(undefined, 3))).toBe(false);
    expect(isIncomplete(held(undefined, 3, 3))).toBe(true);
    expect(isIncomplete({ ...held(1, 3, 1, 2, 3), snapshot: undefined })).toBe(true);
  });
});
