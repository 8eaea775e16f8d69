import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Milliseconds at which so many of a hundred were answered. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Longer ones count as ten minutes. */
const HIGHEST_MICROSECONDS = 600_000_000;

/** Latencies in an HDR histogram (Node's own) of microseconds, exact to three figures whatever their size. */
export class LatencyHistogram {
  readonly #histogram: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: HIGHEST_MICROSECONDS,
    figures: 3,
  });

  record(milliseconds: Iterable<number>): void {
    for (const value of milliseconds)
      this.#histogram.record(Math.min(HIGHEST_MICROSECONDS, Math.max(1, Math.round(value * 1_000))));
  }

  read(): Latency {
    const { count } = this.#histogram;
    const at = (percentile: number): number =>
      count === 0 ? 0 : this.#histogram.percentile(percentile) / 1_000;
    return { count, p50: at(50), p95: at(95), p99: at(99), p999: at(99.9), max: at(100) };
  }
}
