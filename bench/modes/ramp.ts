import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import type { Reconciliation } from '../reconcile.ts';
import { withStations, type Station } from '../station.ts';
import { separatePairs } from '../subjects/subject.ts';
import { percent, round, table } from '../table.ts';
import { Climb } from './climb.ts';
import { measureSlices, sumLoads, type LoadFigures } from './slices.ts';

export interface RampResult extends Finding {
  /** Sends per second, the highest that held. */
  readonly highest: number;
  readonly load: LoadFigures;
  readonly stored: Reconciliation;
}

/** Ninety-nine of a hundred messages are with the other person by then. */
const P99_MS = 100;
/** An overloaded server is given so long to come to its end. */
const PATIENCE_MS = 60_000;
/** By how much the rate is lowered when it did not hold for all rounds. */
const LOWER = 0.92;

/** The highest rate of each at which p99 of delivery stays below 100 ms and nothing is lost or refused. */
export const RAMP: Mode<RampResult> = {
  title: 'The highest rate with p99 of delivery within 100 ms, nothing lost',
  measure: measureRamp,
  report: (results) =>
    table(
      [
        ...[
          'subject',
          'highest/s',
          'held',
          'delivery p50',
          'p99 ms',
          'CPU µs: server',
          'database',
          'generator',
        ],
        ...['lag p99 ms', 'others', 'acked and missing'],
      ],
      results.map(({ subject, highest, load, stored }) => [
        ...[subject, highest, holds(load) ? 'yes' : 'no'],
        ...[load.delivery.p50, load.delivery.p99].map(round),
        ...[load.cpu.server, load.cpu.database, load.cpu.generator, load.lag.p99].map(round),
        ...[percent(load.restShare), stored.ackedAndMissing],
      ]),
    ),
};

function measureRamp(
  { subjects, pairs, seconds, rounds, seed }: Settings,
  tell: Tell,
): Promise<RampResult[]> {
  return withStations(subjects, async (stations) => {
    const climbs = new Map<Station, Climb>();
    for (const station of stations) {
      await station.connect(separatePairs(pairs));
      climbs.set(station, new Climb());
    }
    const underWay = () => [...climbs].filter(([, { rate }]) => rate !== undefined);
    for (let turn = seed; underWay().length > 0; turn++) {
      for (const [station, climb] of underWay()) {
        const perSecond = climb.rate!;
        const slice = await station.load({ perSecond, seconds, seed: turn, patienceMs: PATIENCE_MS });
        const held = holds(sumLoads(perSecond, [slice]));
        climb.tell(held);
        tell(`${station.subject.name}: ${perSecond}/s ${held ? 'holds' : 'does not hold'}`);
      }
    }
    const highest = new Map([...climbs].map(([station, climb]) => [station, Math.max(1, climb.highest)]));
    const loads = new Map<Station, LoadFigures>();
    for (let tries = 0, left = [...stations]; left.length > 0 && tries < 5; tries++) {
      const measured = await measureSlices(left, (station) => highest.get(station)!, {
        seconds,
        rounds,
        seed,
      });
      for (const [station, load] of measured) loads.set(station, load);
      left = left.filter((station) => !holds(loads.get(station)!));
      for (const station of left) highest.set(station, Math.round(highest.get(station)! * LOWER));
    }
    const results: RampResult[] = [];
    for (const station of stations) {
      const load = loads.get(station)!;
      results.push({
        subject: station.subject.name,
        highest: load.offered,
        load,
        stored: await station.reconcile(),
      });
    }
    return results;
  });
}

function holds({ counts, delivery }: LoadFigures): boolean {
  return delivery.p99 <= P99_MS && counts.delivered === counts.sent && counts.acked === counts.sent;
}
