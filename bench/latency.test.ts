import { expect, it } from 'vitest';
import { LatencyHistogram } from './latency.ts';

it('tells percentiles to three figures, from microseconds to minutes', () => {
  const histogram = new LatencyHistogram();
  histogram.record(Array.from({ length: 1_000 }, (_, index) => (index + 1) / 10));
  const { count, p50, p95, p99, max } = histogram.read();
  expect(count).toBe(1_000);
  for (const [told, true_] of [
    [p50, 50],
    [p95, 95],
    [p99, 99],
    [max, 100],
  ] as const)
    expect(Math.abs(told / true_ - 1)).toBeLessThan(0.002);

  histogram.record([120_000]);
  expect(histogram.read().max).toBeCloseTo(120_000, -3);
});

it('takes what is shorter or longer than it can tell for the shortest and longest it can', () => {
  const histogram = new LatencyHistogram();
  histogram.record([0, -1, 1e9]);
  expect(histogram.read()).toMatchObject({ count: 3, p50: 0.001 });
});

it('tells nothing of nothing', () => {
  expect(new LatencyHistogram().read()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0, p999: 0, max: 0 });
});
