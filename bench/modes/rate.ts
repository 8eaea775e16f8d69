import { availableParallelism } from 'node:os';
import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import type { Reconciliation } from '../reconcile.ts';
import { openStation, type Station } from '../station.ts';
import { percent, round, table } from '../table.ts';
import { SliceSum, type LoadFigures } from './slices.ts';

export interface RateResult extends Finding {
  readonly loads: readonly LoadFigures[];
  /** Bytes in the end. */
  readonly memory: { readonly server: number; readonly database: number };
  readonly stored: Reconciliation;
}

const PATIENCE_MS = 10_000;
/** Of the slice that only warms up. */
const WARM_SECONDS = 2;

/** All subjects at the same fixed rates, in turns. */
export const RATE: Mode<RateResult> = {
  title: 'Fixed rates',
  measure: measureRates,
  report: (results) =>
    [
      table(
        [
          ...['subject', 'sends/s', 'sent', 'acked', 'refused', 'lost', 'doubled', 'out of order'],
          ...['ack p50', 'p99', 'delivery p50', 'p99', 'p99.9 ms', 'CPU µs: server', 'database', 'generator'],
          ...['lag p99 ms', 'others'],
        ],
        results.flatMap(({ subject, loads }) => loads.map((load) => [subject, ...toCells(load)])),
      ),
      reportStored(results),
    ].join('\n\n'),
};

async function measureRates(settings: Settings, tell: Tell): Promise<RateResult[]> {
  const { subjects, pairs, rates, seconds, rounds, seed } = settings;
  const stations: Station[] = [];
  try {
    for (const name of subjects) stations.push(await openStation(name, pairs));
    const loads = new Map<Station, LoadFigures[]>(stations.map((station) => [station, []]));
    for (const perSecond of rates) {
      for (const [station, sum] of await measureSlices(stations, { perSecond, seconds, rounds, seed }))
        loads.get(station)!.push(sum.read());
      tell(`${perSecond}/s measured`);
    }
    const results: RateResult[] = [];
    for (const station of stations) {
      const stored = await station.reconcile();
      results.push({
        subject: station.subject.name,
        loads: loads.get(station)!,
        memory: station.memory(),
        stored,
      });
    }
    return results;
  } finally {
    for (const station of stations) await station.close();
  }
}

/** Slices of each at one rate, in turns, after one of each that does not count. */
async function measureSlices(
  stations: readonly Station[],
  load: { perSecond: number; seconds: number; rounds: number; seed: number },
): Promise<Map<Station, SliceSum>> {
  const { perSecond, seconds, rounds, seed } = load;
  const sums = new Map(stations.map((station) => [station, new SliceSum(perSecond, availableParallelism())]));
  for (let turn = 0; turn <= rounds; turn++) {
    for (const station of stations) {
      const order = { perSecond, seed: seed + turn, patienceMs: PATIENCE_MS };
      if (turn === 0) await station.load({ ...order, seconds: WARM_SECONDS });
      else sums.get(station)!.add(await station.load({ ...order, seconds }));
    }
  }
  return sums;
}

/** The cells of one load, by the heads of the table above. */
function toCells({ offered, counts, lost, ack, delivery, lag, cpu, restShare }: LoadFigures) {
  return [
    ...[offered, counts.sent, counts.acked, counts.refused, lost, counts.duplicated, counts.outOfOrder],
    ...[ack.p50, ack.p99, delivery.p50, delivery.p99, delivery.p999].map(round),
    ...[cpu.server, cpu.database, cpu.generator, lag.p99].map(round),
    percent(restShare),
  ];
}

function reportStored(results: readonly RateResult[]): string {
  return table(
    [
      ...['subject', 'stored', 'acked and missing', 'delivered and missing', 'stored again'],
      ...['stored without ack', 'server MiB', 'database MiB'],
    ],
    results.map(({ subject, stored, memory }) => [
      subject,
      ...[stored.stored, stored.ackedAndMissing, stored.deliveredAndMissing, stored.storedAgain],
      ...[stored.storedWithoutAck, round(memory.server / 2 ** 20), round(memory.database / 2 ** 20)],
    ]),
  );
}
