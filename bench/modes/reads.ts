import type { ReadOrder, ReadResult, ReadTarget } from '../generator/protocol.ts';
import type { Latency } from '../latency.ts';
import type { Measured, Station } from '../station.ts';
import { cpuPer, latencyOf, sharesOf, sum, type CpuPerPiece } from './slices.ts';

/** What reading the same pages again and again came to. */
export interface ReadFigures {
  readonly atOnce: number;
  readonly perSecond: number;
  /** Messages or conversations in an answer, on average. */
  readonly items: number;
  readonly latency: Latency;
  readonly cpu: CpuPerPiece;
  readonly restShare: number;
}

/** Somebody who reads: where, and which pages in turns. */
export interface Reading {
  readonly station: Station;
  readonly targets: readonly ReadTarget[];
}

/** Slices of each reading, in turns, after one of each that does not count. */
export async function measureReads<Some extends Reading>(
  readings: readonly Some[],
  { atOnce, seconds, rounds }: { atOnce: number; seconds: number; rounds: number },
): Promise<Map<Some, ReadFigures>> {
  const slices = new Map<Some, Measured<ReadResult>[]>(readings.map((reading) => [reading, []]));
  for (let turn = 0; turn <= rounds; turn++) {
    for (const reading of readings) {
      const order: ReadOrder = { targets: reading.targets, atOnce, seconds };
      const slice = await reading.station.read(turn === 0 ? { ...order, seconds: 1 } : order);
      if (turn > 0) slices.get(reading)!.push(slice);
    }
  }
  return new Map(readings.map((reading) => [reading, sumReads(atOnce, slices.get(reading)!)]));
}

function sumReads(atOnce: number, slices: readonly Measured<ReadResult>[]): ReadFigures {
  const reads = sum(slices, ({ result }) => result.ms.length);
  return {
    atOnce,
    perSecond: reads / sum(slices, ({ result }) => result.seconds),
    items: sum(slices, ({ result }) => result.items) / reads,
    latency: latencyOf(slices.map(({ result }) => result.ms)),
    cpu: cpuPer(reads, slices),
    restShare: sharesOf(slices).restShare,
  };
}
