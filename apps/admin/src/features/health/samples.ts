import type { Metric } from '@duet/contract';

/** The instruments at one look. */
export interface Sample {
  /** Milliseconds. */
  readonly at: number;
  readonly metrics: readonly Metric[];
}
type Labels = Readonly<Record<string, string>>;

/** What a series counts, over all its labels but those that are named. */
export function sumOf(sample: Sample, series: string, labels: Labels = {}): number {
  return valuesOf(sample, series, labels).reduce((sum, { value }) => sum + value, 0);
}

/** How much a counter rises in a second. */
export function rateOf(now: Sample, before: Sample, series: string, labels: Labels = {}): number {
  const rise = sumOf(now, series, labels) - sumOf(before, series, labels);
  // A process that was started anew counts from 0.
  return Math.max(0, rise) / ((now.at - before.at) / 1_000);
}

/** How many, of a counter, have a label: from 0 to 1; undefined when nothing was counted. */
export function shareOf(sample: Sample, series: string, labels: Labels): number | undefined {
  const all = sumOf(sample, series);
  return all === 0 ? undefined : sumOf(sample, series, labels) / all;
}

/**
 * What a share of the values that a histogram took stays below; of those since `before`, if there is one. Undefined when it
 * took none.
 */
export function quantileOf(
  share: number,
  histogram: string,
  labels: Labels,
  now: Sample,
  before?: Sample,
): number | undefined {
  const counts = bucketsOf(now, histogram, labels);
  for (const [bound, count] of before ? bucketsOf(before, histogram, labels) : [])
    counts.set(bound, (counts.get(bound) ?? 0) - count);
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total <= 0) return undefined;
  const sought = share * total;
  let [lowerBound, lowerCount] = [0, 0];
  for (const [bound, count] of buckets) {
    if (count >= sought) {
      if (bound === Infinity) return lowerBound;
      return lowerBound + ((bound - lowerBound) * (sought - lowerCount)) / (count - lowerCount);
    }
    [lowerBound, lowerCount] = [bound, count];
  }
  return lowerBound;
}

/** How many values were at most a bound, by bound. */
function bucketsOf(sample: Sample, histogram: string, labels: Labels): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { labels: of, value } of valuesOf(sample, `${histogram}_bucket`, labels)) {
    const bound = of['le'] === '+Inf' ? Infinity : Number(of['le']);
    counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  return counts;
}

function valuesOf({ metrics }: Sample, series: string, labels: Labels) {
  return metrics
    .filter(({ name }) => series.startsWith(name))
    .flatMap(({ values }) => values)
    .filter((value) => value.series === series)
    .filter((value) => Object.entries(labels).every(([name, of]) => value.labels[name] === of));
}
