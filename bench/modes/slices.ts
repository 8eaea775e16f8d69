import type { Counts } from '../generator/ledger.ts';
import { LatencyHistogram, type Latency } from '../latency.ts';
import type { CpuSeconds, Measured } from '../station.ts';
import type { LoadResult } from '../generator/protocol.ts';

/** Microseconds of processor time for each delivered message. */
interface CpuPerMessage {
  readonly server: number;
  readonly database: number;
  readonly generator: number;
}

/** What slices of the same load came to, together. */
export interface LoadFigures {
  /** Sends asked for, and delivered, per second. */
  readonly offered: number;
  readonly deliveredPerSecond: number;
  readonly counts: Counts;
  /** Acknowledged and not arrived at the other person within the wait at the end. */
  readonly lost: number;
  readonly ack: Latency;
  readonly delivery: Latency;
  readonly lag: Latency;
  readonly cpu: CpuPerMessage;
  /** Of all the machine's processor time, what others used. */
  readonly restShare: number;
  readonly stolenShare: number;
}

/** Adds up slices of one subject at one rate. */
export class SliceSum {
  readonly #offered: number;
  readonly #cores: number;
  readonly #slices: Measured<LoadResult>[] = [];

  constructor(offered: number, cores: number) {
    this.#offered = offered;
    this.#cores = cores;
  }

  add(slice: Measured<LoadResult>): void {
    this.#slices.push(slice);
  }

  read(): LoadFigures {
    const slices = this.#slices;
    const sum = (of: (slice: Measured<LoadResult>) => number): number =>
      slices.reduce((total, slice) => total + of(slice), 0);
    const count = (name: keyof Counts): number => sum(({ result }) => result.counts[name]);
    const spent = (who: keyof CpuSeconds): number => sum(({ cpu }) => cpu[who]);
    const counts = {
      sent: count('sent'),
      acked: count('acked'),
      refused: count('refused'),
      delivered: count('delivered'),
      duplicated: count('duplicated'),
      outOfOrder: count('outOfOrder'),
    };
    const latencyOf = (of: (result: LoadResult) => Float64Array): Latency => {
      const histogram = new LatencyHistogram();
      for (const { result } of slices) histogram.record(of(result));
      return histogram.read();
    };
    const perMessage = (seconds: number): number => (seconds * 1e6) / Math.max(1, counts.delivered);
    const machine = sum(({ seconds }) => seconds) * this.#cores;
    return {
      offered: this.#offered,
      deliveredPerSecond: counts.delivered / sum(({ seconds }) => seconds),
      counts,
      lost: Math.max(0, counts.acked - counts.delivered),
      ack: latencyOf(({ ackMs }) => ackMs),
      delivery: latencyOf(({ deliveryMs }) => deliveryMs),
      lag: latencyOf(({ lagMs }) => lagMs),
      cpu: {
        server: perMessage(spent('server')),
        database: perMessage(spent('database')),
        generator: perMessage(spent('generator')),
      },
      restShare: spent('rest') / machine,
      stolenShare: spent('stolen') / machine,
    };
  }
}
