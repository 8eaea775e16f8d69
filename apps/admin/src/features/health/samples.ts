import type { Metric } from '@duet/contract';

/** The instruments at one look. */
export interface Sample {
  /** Milliseconds. */
  readonly at: number;
  readonly metrics: readonly Metric[];
}
/** What labels a value has to have: this, or what fits. */
type Labels = Readonly<Record<string, string | RegExp>>;

/** What a series counts, over all its labels but those that are named. */
export function sumOf(sample: Sample, series: string, labels: Labels = {}): number {
  return valuesOf(sample, series, labels).reduce((sum, { value }) => sum + value, 0);
}

/** How much a counter has risen; a process that was started anew counts from 0. */
export function riseOf(now: Sample, before: Sample | undefined, series: string, labels: Labels = {}): number {
  return Math.max(0, sumOf(now, series, labels) - (before ? sumOf(before, series, labels) : 0));
}

/** How much a counter rises in so many milliseconds. Undefined while there is nothing to compare with. */
export function rateOf(
  ms: number,
  now: Sample,
  before: Sample | undefined,
  series: string,
  labels: Labels = {},
): number | undefined {
  return before && (riseOf(now, before, series, labels) * ms) / (now.at - before.at);
}

/** How many, of what a counter has counted, have a label: from 0 to 1; undefined when it has counted nothing. */
export function shareOf(
  now: Sample,
  before: Sample | undefined,
  series: string,
  labels: Labels,
): number | undefined {
  const all = riseOf(now, before, series);
  return all === 0 ? undefined : riseOf(now, before, series, labels) / all;
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
  const fits = (value: string | undefined, wanted: string | RegExp) =>
    typeof wanted === 'string' ? value === wanted : value !== undefined && wanted.test(value);
  return metrics
    .filter(({ name }) => series.startsWith(name))
    .flatMap(({ values }) => values)
    .filter((value) => value.series === series)
    .filter((value) => Object.entries(labels).every(([name, wanted]) => fits(value.labels[name], wanted)));
}
