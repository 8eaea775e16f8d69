import { describe, expect, it } from 'vitest';
import { id } from './facts.fixture.ts';
import { manualClock } from './manual-clock.fixture.ts';
import { TypingReceiver, TypingSender } from './typing.ts';

const C1 = id('c1');
const C2 = id('c2');

describe('the sender', () => {
  const setUp = () => {
    const clock = manualClock();
    const told: string[] = [];
    const sender = new TypingSender(clock, (event, conversationId) =>
      told.push(`${event} ${conversationId === C1 ? 1 : 2}`),
    );
    return { clock, told, sender };
  };

  it('says start at the first key and then every 3 s of typing', async () => {
    const { clock, told, sender } = setUp();
    for (let key = 0; key < 35; key += 1) {
      sender.keystroke(C1);
      await clock.advance(100);
    }
    expect(told).toEqual(['typing:start 1', 'typing:start 1']);
  });

  it('says stop after 5 s without a key, and once', async () => {
    const { clock, told, sender } = setUp();
    sender.keystroke(C1);
    await clock.advance(4_999);
    sender.keystroke(C1);
    await clock.advance(4_999);
    expect(told).toEqual(['typing:start 1', 'typing:start 1']);
    await clock.advance(1);
    sender.stop(C1);
    expect(told).toEqual(['typing:start 1', 'typing:start 1', 'typing:stop 1']);
  });

  it('says stop when told to, and start again with the next key', () => {
    const { told, sender } = setUp();
    sender.stop(C1);
    sender.keystroke(C1);
    sender.keystroke(C2);
    sender.stop(C1);
    sender.keystroke(C1);
    expect(told).toEqual(['typing:start 1', 'typing:start 2', 'typing:stop 1', 'typing:start 1']);
  });
});

describe('the receiver', () => {
  it('believes nobody longer than 7 s, and a repeat for 7 s more', async () => {
    const clock = manualClock();
    const shown: boolean[] = [];
    const receiver = new TypingReceiver(clock, (_, typing) => shown.push(typing));
    receiver.hear(C1, true);
    await clock.advance(6_999);
    receiver.hear(C1, true);
    await clock.advance(6_999);
    expect(shown).toEqual([true, true]);
    await clock.advance(1);
    expect(shown).toEqual([true, true, false]);
    receiver.hear(C1, true);
    receiver.hear(C1, false);
    await clock.advance(10_000);
    expect(shown).toEqual([true, true, false, true, false]);
  });
});
