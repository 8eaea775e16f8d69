import { API_PREFIX, CSRF_HEADER, ROUTES, type RouteInput, type RouteResponse } from '@duet/contract';
import { addPeople, people, signInAdmin, type Administrator } from '@duet/testkit';
import type { ReadTarget } from '../generator/protocol.ts';
import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import { withStations, type Station } from '../station.ts';
import { BUSY_ARTIST, codeOf, CUSTOMER, fillMarket } from '../subjects/market-fill.ts';
import { percent, round, table } from '../table.ts';
import { measureReads, type ReadFigures, type Reading } from './reads.ts';

export interface FinderResult extends Finding {
  /** Conversations stored. */
  readonly stored: number;
  /** What is looked for. */
  readonly question: string;
  readonly reads: ReadFigures;
}

type Query = RouteInput<'findConversations'>['query'];

/** An administrator looks for conversations, and for people, among very many: each time an entry of the audit log. */
export const FINDER: Mode<FinderResult> = {
  title: 'Conversations are found among all',
  measure: measureFinder,
  report: (results) =>
    table(
      ['stored', 'looked for', 'found', 'pages/s', 'p50', 'p99 ms', 'CPU ms: server', 'database', 'others'],
      results.map(({ stored, question, reads }) => [
        ...[stored, question, round(reads.items), Math.round(reads.perSecond)],
        ...[reads.latency.p50, reads.latency.p99].map(round),
        ...[reads.cpu.server, reads.cpu.database].map((us) => round(us / 1_000)),
        percent(reads.restShare),
      ]),
    ),
};

/** Of Duet alone: nobody looks after the peers. */
async function measureFinder({ conversations, seconds, rounds }: Settings, tell: Tell) {
  return withStations(['duet'], async ([station]) => {
    const { subject } = station!;
    await subject.database.use(async (client) => {
      await fillMarket(client, conversations);
      await addPeople(client, [people.ada]);
    });
    tell(`${conversations} conversations stored`);
    const ada = await signInAdmin(subject.server.url, people.ada);
    const readings = await toReadings(station!, ada, conversations);
    const figures = await measureReads(readings, { atOnce: 1, seconds, rounds });
    return [...figures].map(([{ question }, reads]): FinderResult => {
      return { subject: 'duet', stored: conversations, question, reads };
    });
  });
}

async function toReadings(
  station: Station,
  ada: Administrator,
  stored: number,
): Promise<(Reading & { question: string })[]> {
  const { url } = station.subject.server;
  const { cookie, csrfToken } = ada;
  const newest = await ada.get('findConversations', { query: {} });
  const about = (question: string, target: Omit<ReadTarget & { kind: 'http' }, 'kind'>) => {
    return { question, station, targets: [{ kind: 'http', ...target } as const] };
  };
  return [
    ...Object.entries(questions(stored, newest)).map(([question, query]) =>
      about(question, {
        url: `${url}${API_PREFIX}${ROUTES.findConversations.path}?${new URLSearchParams(query as Record<string, string>)}`,
        headers: { cookie },
        list: 'conversations',
      }),
    ),
    ...Object.entries(NAMES).map(([question, search]) =>
      about(question, {
        url: `${url}${API_PREFIX}${ROUTES.findPeople.path}`,
        headers: { cookie, [CSRF_HEADER]: csrfToken, 'content-type': 'application/json' },
        body: JSON.stringify({ search }),
        list: 'people',
      }),
    ),
  ];
}

const NAMES = {
  'people by a word that few have': '4711',
  'people by a word that most have': 'customer',
};

function questions(stored: number, newest: RouteResponse<'findConversations'>): Record<string, Query> {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const oneDay = { from: daysAgo(101), until: daysAgo(100) };
  return {
    'the newest': {},
    'the page after them': { cursor: newest.nextCursor! },
    'those from before half a year': { until: daysAgo(182) },
    'those of one day': oneDay,
    active: { status: 'active' },
    closed: { status: 'closed' },
    'blocked, of one day': { status: 'blocked', ...oneDay },
    'of somebody who has six': { personId: CUSTOMER },
    'of somebody who has a tenth of all': { personId: BUSY_ARTIST },
    'of them, from before half a year': { personId: BUSY_ARTIST, until: daysAgo(182) },
    'of them, closed': { personId: BUSY_ARTIST, status: 'closed' },
    'of them, blocked': { personId: BUSY_ARTIST, status: 'blocked' },
    'a booking': { booking: codeOf(Math.floor(stored / 2)) },
    'a booking, closed': { booking: codeOf(Math.floor(stored / 2)), status: 'closed' },
  };
}
