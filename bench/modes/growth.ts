import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import { withStations, type Station } from '../station.ts';
import { separatePairs, type PairIndex } from '../subjects/subject.ts';
import { percent, round, table } from '../table.ts';
import { measureReads, type ReadFigures, type Reading } from './reads.ts';
import { measureSlices, type LoadFigures } from './slices.ts';

export interface GrowthResult extends Finding {
  /** Messages in the database before the measurement. */
  readonly stored: number;
  readonly loads: readonly LoadFigures[];
  readonly history: ReadFigures;
  readonly inbox: ReadFigures | undefined;
}

/** Pairs who write to each other, whatever else is stored. */
const ACTIVE = { pairs: 200, messagesEach: 20 };
/** Customers with a list of conversations, with the artists of the active pairs. */
const READERS = { customers: 20, conversations: 30, messagesEach: 10 };
/** Conversations that only lie there. */
const LYING_MESSAGES = 1_000;
/** Duet beside the plainest peer: filling the largest database takes minutes, and how a peer grows bounds nothing. */
const COMPARED: readonly string[] = ['duet', 'naive'];
/** Numbers of people from here on are nobody else's. */
const FIRST_READER = 10_000;
const FIRST_LYING = 20_000;

/** The same work in a small, a large and a very large database, in turns. */
export const GROWTH: Mode<GrowthResult> = {
  title: 'The same work with more and more stored',
  measure: measureGrowth,
  report: (results) => [reportLoads(results), reportReads(results)].join('\n\n'),
};

async function measureGrowth(settings: Settings, tell: Tell): Promise<GrowthResult[]> {
  const results: GrowthResult[] = [];
  for (const name of settings.subjects.filter((subject) => COMPARED.includes(subject))) {
    const sizes = settings.sizes;
    results.push(
      ...(await withStations(
        sizes.map(() => name),
        (stations) => measureSizes(stations, settings, tell),
      )),
    );
  }
  return results;
}

/** One station for each size. */
async function measureSizes(
  stations: readonly Station[],
  { rates, seconds, rounds, seed, sizes }: Settings,
  tell: Tell,
): Promise<GrowthResult[]> {
  for (const [place, station] of stations.entries()) {
    await store(station, sizes[place]!);
    tell(`${station.subject.name}: ${sizes[place]!} messages stored`);
  }
  const loads: Map<Station, LoadFigures>[] = [];
  for (const rate of rates) loads.push(await measureSlices(stations, () => rate, { seconds, rounds, seed }));
  const reading = { atOnce: 1, seconds, rounds };
  const histories = await measureReads(await Promise.all(stations.map(readHistory)), reading);
  const lists = (await Promise.all(stations.map(readInbox))).filter(({ targets }) => targets.length > 0);
  const inboxes = await measureReads(lists, reading);
  const of = (figures: Map<Reading, ReadFigures>, station: Station): ReadFigures | undefined =>
    figures.entries().find(([read]) => read.station === station)?.[1];
  return stations.map((station, place) => ({
    subject: station.subject.name,
    stored: sizes[place]!,
    loads: loads.map((byStation) => byStation.get(station)!),
    history: of(histories, station)!,
    inbox: of(inboxes, station),
  }));
}

/** So many messages: of the active pairs, of the readers' lists, and for the rest of conversations that only lie there. */
async function store(station: Station, size: number): Promise<void> {
  const { subject } = station;
  const lists = Array.from({ length: READERS.customers * READERS.conversations }, (_, place): PairIndex => ({
    customer: FIRST_READER + Math.floor(place / READERS.conversations),
    artist: place % ACTIVE.pairs,
  }));
  const active = ACTIVE.pairs * ACTIVE.messagesEach;
  const lying = Math.max(0, size - active - lists.length * READERS.messagesEach);
  await subject.fill(separatePairs(Math.round(lying / LYING_MESSAGES), FIRST_LYING), LYING_MESSAGES);
  await subject.fill(lists, READERS.messagesEach);
  await station.connect(separatePairs(ACTIVE.pairs), ACTIVE.messagesEach);
}

async function readHistory(station: Station): Promise<Reading> {
  const position = { stored: ACTIVE.messagesEach, depth: 0 };
  const pairs = separatePairs(ACTIVE.pairs);
  return {
    station,
    targets: await Promise.all(pairs.map((pair) => station.subject.historyRead(pair, position))),
  };
}

async function readInbox(station: Station): Promise<Reading> {
  const customers = Array.from({ length: READERS.customers }, (_, place) => FIRST_READER + place);
  const targets = await Promise.all(customers.map((customer) => station.subject.inboxRead(customer, 0)));
  return { station, targets: targets.filter((target) => target !== undefined) };
}

function reportLoads(results: readonly GrowthResult[]): string {
  return table(
    [
      'subject',
      'stored',
      'sends/s',
      'lost',
      'delivery p50',
      'p99 ms',
      'CPU µs: server',
      'database',
      'others',
    ],
    results.flatMap(({ subject, stored, loads }) =>
      loads.map(({ offered, lost, delivery, cpu, restShare }) => [
        ...[subject, stored, offered, lost],
        ...[delivery.p50, delivery.p99, cpu.server, cpu.database].map(round),
        percent(restShare),
      ]),
    ),
  );
}

function reportReads(results: readonly GrowthResult[]): string {
  return table(
    ['subject', 'stored', 'page', 'reads/s', 'p50', 'p99 ms', 'CPU µs: server', 'database'],
    results.flatMap(({ subject, stored, history, inbox }) =>
      Object.entries({ history, inbox }).flatMap(([page, reads]) =>
        reads === undefined
          ? []
          : [
              [
                ...[subject, stored, page, Math.round(reads.perSecond)],
                ...[reads.latency.p50, reads.latency.p99, reads.cpu.server, reads.cpu.database].map(round),
              ],
            ],
      ),
    ),
  );
}
