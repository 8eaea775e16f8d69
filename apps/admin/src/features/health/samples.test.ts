import { expect, it } from 'vitest';
import { quantileOf, rateOf, shareOf, sumOf, type Sample } from './samples.ts';

function sampleAt(at: number, sent: number, refused: number, buckets: Record<string, number>): Sample {
  return {
    at,
    metrics: [
      {
        name: 'sent_total',
        help: '',
        type: 'counter',
        values: [
          { series: 'sent_total', labels: { outcome: 'ok' }, value: sent },
          { series: 'sent_total', labels: { outcome: 'busy' }, value: refused },
        ],
      },
      {
        name: 'seconds',
        help: '',
        type: 'histogram',
        values: Object.entries(buckets).map(([le, value]) => ({
          series: 'seconds_bucket',
          labels: { le, event: 'send' },
          value,
        })),
      },
    ],
  };
}

const before = sampleAt(1_000, 10, 0, { '0.01': 10, '0.1': 10, '+Inf': 10 });
const now = sampleAt(6_000, 30, 10, { '0.01': 10, '0.1': 28, '+Inf': 30 });

it('adds up, over the labels that are not named', () => {
  expect(sumOf(now, 'sent_total')).toBe(40);
  expect(sumOf(now, 'sent_total', { outcome: 'busy' })).toBe(10);
  expect(sumOf(now, 'sent_total', { outcome: /^(?!ok$)/ })).toBe(10);
  expect(sumOf(now, 'nothing')).toBe(0);
});

it('tells how fast a counter rises, also when its process began anew', () => {
  expect(rateOf(1_000, now, before, 'sent_total', { outcome: 'ok' })).toBe(4);
  expect(rateOf(60_000, now, before, 'sent_total')).toBe(360);
  expect(rateOf(1_000, before, { ...now, at: 0 }, 'sent_total')).toBe(0);
  expect(rateOf(1_000, now, undefined, 'sent_total')).toBeUndefined();
});

it('tells shares, if there is anything to share', () => {
  expect(shareOf(now, undefined, 'sent_total', { outcome: 'ok' })).toBe(0.75);
  expect(shareOf(now, before, 'sent_total', { outcome: 'ok' })).toBeCloseTo(2 / 3);
  expect(shareOf(now, now, 'sent_total', { outcome: 'ok' })).toBeUndefined();
});

it('finds between which bounds a share of the values lies', () => {
  // Of the last twenty, eighteen took up to 0.1 s: half of them are below the middle of what the eighteen span.
  expect(quantileOf(0.45, 'seconds', { event: 'send' }, now, before)).toBeCloseTo(0.055);
  expect(quantileOf(0.99, 'seconds', {}, now, before)).toBe(0.1);
  expect(quantileOf(0.1, 'seconds', {}, now)).toBeCloseTo(0.003);
  expect(quantileOf(0.5, 'seconds', {}, before, before)).toBeUndefined();
});
