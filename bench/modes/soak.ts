import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import type { Reconciliation } from '../reconcile.ts';
import { withStations } from '../station.ts';
import { separatePairs } from '../subjects/subject.ts';
import { percent, round, table } from '../table.ts';
import { sumLoads, type LoadFigures } from './slices.ts';

export interface SoakResult extends Finding {
  /** Minute by minute. */
  readonly minutes: readonly {
    readonly load: LoadFigures;
    readonly memory: { readonly server: number; readonly database: number };
  }[];
  readonly stored: Reconciliation;
}

const PATIENCE_MS = 10_000;

/** One rate, for long: what grows, and what slows down. */
export const SOAK: Mode<SoakResult> = {
  title: 'One rate for long',
  measure: measureSoak,
  report: (results) =>
    results
      .map(({ subject, minutes, stored }) =>
        [
          `${subject}: ${stored.stored} stored, ${stored.ackedAndMissing} acked and missing, ${stored.deliveredAndMissing} delivered and missing, ${stored.storedAgain} stored again`,
          table(
            [
              ...['minute', 'sends/s', 'lost', 'delivery p50', 'p99 ms', 'CPU µs: server', 'database'],
              ...['server MiB', 'database MiB', 'others'],
            ],
            minutes.map(({ load, memory }, minute) => [
              ...[minute + 1, load.offered, load.lost],
              ...[load.delivery.p50, load.delivery.p99, load.cpu.server, load.cpu.database].map(round),
              ...[round(memory.server / 2 ** 20), round(memory.database / 2 ** 20), percent(load.restShare)],
            ]),
          ),
        ].join('\n\n'),
      )
      .join('\n\n'),
};

/** Duet alone, at the first of the rates: whether a peer grows with the hours bounds nothing. */
async function measureSoak(
  { subjects, pairs, rates, seed, minutes: count }: Settings,
  tell: Tell,
): Promise<SoakResult[]> {
  if (!subjects.includes('duet')) return [];
  return [
    await withStations(['duet'], async ([station]) => {
      await station!.connect(separatePairs(pairs));
      const minutes: SoakResult['minutes'][number][] = [];
      const perSecond = rates[0]!;
      for (let minute = 0; minute < count; minute++) {
        const order = { perSecond, seconds: 60, seed: seed + minute, patienceMs: PATIENCE_MS };
        const load = sumLoads(perSecond, [await station!.load(order)]);
        minutes.push({ load, memory: station!.memory() });
        tell(`minute ${minute + 1} of ${count}`);
      }
      return { subject: 'duet', minutes, stored: await station!.reconcile() };
    }),
  ];
}
