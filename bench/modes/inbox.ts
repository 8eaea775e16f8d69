import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import { withStations, type Station } from '../station.ts';
import type { PairIndex } from '../subjects/subject.ts';
import { percent, round, table } from '../table.ts';
import { measureReads, type ReadFigures, type Reading } from './reads.ts';

export interface InboxResult extends Finding {
  /** Conversations of the person who reads. */
  readonly conversations: number;
  /** How many are passed over; 0 reads the first page. */
  readonly depth: number;
  readonly reads: ReadFigures;
}

/** Of the person with few conversations. */
const FEW = 100;
/** The deep page, as a part of the whole list. */
const DEEP = 0.6;

/** 30 conversations of a person who has few, and of one who has many: the first page, and one far down. */
export const INBOX: Mode<InboxResult> = {
  title: 'Thirty conversations of a short and of a long list',
  measure: measureInbox,
  report: (results) =>
    table(
      [
        ...['subject', 'conversations', 'depth', 'at once', 'reads/s', 'p50', 'p99 ms'],
        ...['CPU µs: server', 'database', 'items', 'others'],
      ],
      results.map(({ subject, conversations, depth, reads }) => [
        ...[subject, conversations, depth, reads.atOnce, Math.round(reads.perSecond)],
        ...[reads.latency.p50, reads.latency.p99, reads.cpu.server, reads.cpu.database, reads.items].map(
          round,
        ),
        percent(reads.restShare),
      ]),
    ),
};

interface InboxReading extends Reading {
  readonly conversations: number;
  readonly depth: number;
}

function measureInbox({ subjects, seconds, rounds, inbox }: Settings, tell: Tell): Promise<InboxResult[]> {
  return withStations(subjects, async (stations) => {
    const readings: InboxReading[] = [];
    for (const station of stations) readings.push(...(await prepare(station, inbox)));
    tell(`lists of ${FEW} and ${inbox} conversations stored`);
    const figures = await measureReads(readings, { atOnce: 1, seconds, rounds });
    return [...figures].map(([{ station, conversations, depth }, reads]) => ({
      subject: station.subject.name,
      conversations,
      depth,
      reads,
    }));
  });
}

async function prepare(station: Station, many: number): Promise<InboxReading[]> {
  const readings: InboxReading[] = [];
  for (const [customer, conversations] of [FEW, many].entries()) {
    // The artists of the two lists are others.
    const pairs = Array.from({ length: conversations }, (_, place): PairIndex => ({
      customer,
      artist: 2 * place + customer,
    }));
    await station.subject.fill(pairs, 1);
    for (const depth of [0, Math.floor(conversations * DEEP)]) {
      const target = await station.subject.inboxRead(customer, depth);
      if (target !== undefined) readings.push({ station, targets: [target], conversations, depth });
    }
  }
  return readings;
}
