import { availableParallelism } from 'node:os';
import type { Counts } from '../generator/ledger.ts';
import type { LoadResult } from '../generator/protocol.ts';
import { LatencyHistogram, type Latency } from '../latency.ts';
import type { CpuSeconds, Measured, Station } from '../station.ts';

/** Microseconds of processor time for each delivered message, or each answered read. */
export interface CpuPerPiece {
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
  readonly cpu: CpuPerPiece;
  /** Of all the machine's processor time, what others used, and what its host took. */
  readonly restShare: number;
  readonly stolenShare: number;
}

/** How long is waited after a slice for what is under way. */
const PATIENCE_MS = 10_000;
/** Of the slice that only warms up. */
const WARM_SECONDS = 2;

/** Slices of each station at its rate, in turns, after one of each that does not count. */
export async function measureSlices(
  stations: readonly Station[],
  rateOf: (station: Station) => number,
  { seconds, rounds, seed }: { seconds: number; rounds: number; seed: number },
): Promise<Map<Station, LoadFigures>> {
  const slices = new Map<Station, Measured<LoadResult>[]>(stations.map((station) => [station, []]));
  for (let turn = 0; turn <= rounds; turn++) {
    for (const station of stations) {
      const order = { perSecond: rateOf(station), seed: seed + turn, patienceMs: PATIENCE_MS };
      if (turn === 0) await station.load({ ...order, seconds: WARM_SECONDS });
      else slices.get(station)!.push(await station.load({ ...order, seconds }));
    }
  }
  return new Map(stations.map((station) => [station, sumLoads(rateOf(station), slices.get(station)!)]));
}

/** Adds up slices of one subject at one rate. */
export function sumLoads(offered: number, slices: readonly Measured<LoadResult>[]): LoadFigures {
  const count = (name: keyof Counts): number => sum(slices, ({ result }) => result.counts[name]);
  const counts = {
    sent: count('sent'),
    acked: count('acked'),
    refused: count('refused'),
    delivered: count('delivered'),
    duplicated: count('duplicated'),
    outOfOrder: count('outOfOrder'),
  };
  const results = slices.map(({ result }) => result);
  return {
    offered,
    deliveredPerSecond: counts.delivered / sum(slices, ({ seconds }) => seconds),
    counts,
    lost: Math.max(0, counts.acked - counts.delivered),
    ack: latencyOf(results.map(({ ackMs }) => ackMs)),
    delivery: latencyOf(results.map(({ deliveryMs }) => deliveryMs)),
    lag: latencyOf(results.map(({ lagMs }) => lagMs)),
    cpu: cpuPer(counts.delivered, slices),
    ...sharesOf(slices),
  };
}

export function sum<Piece>(pieces: readonly Piece[], of: (piece: Piece) => number): number {
  return pieces.reduce((total, piece) => total + of(piece), 0);
}

export function latencyOf(samples: readonly Float64Array[]): Latency {
  const histogram = new LatencyHistogram();
  for (const ms of samples) histogram.record(ms);
  return histogram.read();
}

/** What so many pieces of work cost, each. */
export function cpuPer(pieces: number, slices: readonly Measured<unknown>[]): CpuPerPiece {
  const per = (who: keyof CpuSeconds): number =>
    (sum(slices, ({ cpu }) => cpu[who]) * 1e6) / Math.max(1, pieces);
  return { server: per('server'), database: per('database'), generator: per('generator') };
}

export function sharesOf(slices: readonly Measured<unknown>[]): { restShare: number; stolenShare: number } {
  const machine = sum(slices, ({ seconds }) => seconds) * availableParallelism();
  return {
    restShare: sum(slices, ({ cpu }) => cpu.rest) / machine,
    stolenShare: sum(slices, ({ cpu }) => cpu.stolen) / machine,
  };
}
