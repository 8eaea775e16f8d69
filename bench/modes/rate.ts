import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import type { Reconciliation } from '../reconcile.ts';
import { withStations, type Station } from '../station.ts';
import { separatePairs } from '../subjects/subject.ts';
import { percent, round, table } from '../table.ts';
import { measureSlices, type LoadFigures } from './slices.ts';

export interface RateResult extends Finding {
  readonly loads: readonly LoadFigures[];
  /** Bytes in the end. */
  readonly memory: { readonly server: number; readonly database: number };
  readonly stored: Reconciliation;
}

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

function measureRates(settings: Settings, tell: Tell): Promise<RateResult[]> {
  const { subjects, pairs, rates, seconds, rounds, seed } = settings;
  return withStations(subjects, async (stations) => {
    for (const station of stations) await station.connect(separatePairs(pairs));
    const loads = new Map<Station, LoadFigures[]>(stations.map((station) => [station, []]));
    // The highest first: a server that has been up for a day has run its code more often than seconds at a low rate would.
    for (const perSecond of rates.toSorted((a, b) => b - a)) {
      for (const [station, load] of await measureSlices(stations, () => perSecond, { seconds, rounds, seed }))
        loads.get(station)!.push(load);
      tell(`${perSecond}/s measured`);
    }
    const results: RateResult[] = [];
    for (const station of stations) {
      const { subject, memory } = station;
      const stored = await station.reconcile();
      results.push({ subject: subject.name, loads: loads.get(station)!, memory: memory(), stored });
    }
    return results;
  });
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
      ...['stored out of order', 'without ack', 'server MiB', 'database MiB'],
    ],
    results.map(({ subject, stored, memory }) => [
      subject,
      ...[stored.stored, stored.ackedAndMissing, stored.deliveredAndMissing, stored.storedAgain],
      ...[stored.storedOutOfOrder, stored.storedWithoutAck],
      ...[round(memory.server / 2 ** 20), round(memory.database / 2 ** 20)],
    ]),
  );
}
