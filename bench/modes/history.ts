import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import { withStations } from '../station.ts';
import { separatePairs } from '../subjects/subject.ts';
import { percent, round, table } from '../table.ts';
import { measureReads, type ReadFigures, type Reading } from './reads.ts';

export interface HistoryResult extends Finding {
  /** How many newer messages are passed over; 0 reads the newest. */
  readonly depth: number;
  readonly reads: ReadFigures;
}

const CONVERSATIONS = 20;
const AT_ONCE = [1, 8];

/** 30 messages of long conversations: the newest, from the middle, and near their beginning. */
export const HISTORY: Mode<HistoryResult> = {
  title: 'Thirty messages of a long conversation',
  measure: measureHistory,
  report: (results) =>
    table(
      [
        ...['subject', 'depth', 'at once', 'reads/s', 'p50', 'p99 ms', 'CPU µs: server', 'database'],
        ...['items', 'others'],
      ],
      results.map(({ subject, depth, reads }) => [
        ...[subject, depth, reads.atOnce, Math.round(reads.perSecond)],
        ...[reads.latency.p50, reads.latency.p99, reads.cpu.server, reads.cpu.database].map(round),
        ...[round(reads.items), percent(reads.restShare)],
      ]),
    ),
};

function measureHistory(
  { subjects, seconds, rounds, history }: Settings,
  tell: Tell,
): Promise<HistoryResult[]> {
  return withStations(subjects, async (stations) => {
    const pairs = separatePairs(CONVERSATIONS);
    for (const { subject } of stations) await subject.fill(pairs, history);
    tell(`${CONVERSATIONS} conversations of ${history} messages stored`);
    const results: HistoryResult[] = [];
    for (const depth of [0, Math.floor(history / 2), history - 40]) {
      const readings: Reading[] = [];
      for (const station of stations) {
        const position = { stored: history, depth };
        const targets = await Promise.all(pairs.map((pair) => station.subject.historyRead(pair, position)));
        readings.push({ station, targets });
      }
      for (const atOnce of AT_ONCE) {
        const figures = await measureReads(readings, { atOnce, seconds, rounds });
        for (const [{ station }, reads] of figures)
          results.push({ subject: station.subject.name, depth, reads });
      }
      tell(`depth ${depth} measured`);
    }
    return results;
  });
}
