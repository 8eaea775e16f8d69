import { familyBytes, familySeconds, listProcesses, machineSeconds } from './accounting.ts';
import { startGenerator, type Generator } from './generator/generator.ts';
import type { LoadOrder, LoadResult, ReadOrder, ReadResult } from './generator/protocol.ts';
import { reconcile, type Reconciliation } from './reconcile.ts';
import { startSubject } from './subjects/start.ts';
import type { PairIndex, Subject, SubjectName } from './subjects/subject.ts';

/** Processor seconds, by whom. */
export interface CpuSeconds {
  readonly server: number;
  readonly database: number;
  readonly generator: number;
  /** Everybody else on this machine, other subjects at rest included. */
  readonly rest: number;
  /** What the host of this machine gave to others meanwhile. */
  readonly stolen: number;
}

/** What something cost while it was done. */
export interface Measured<Result> {
  readonly result: Result;
  readonly cpu: CpuSeconds;
  /** How long it took by the clock, in seconds. */
  readonly seconds: number;
}

/** A subject and a generator of its own. */
export interface Station {
  readonly subject: Subject;
  readonly generator: Generator;
  measure<Result>(work: () => Promise<Result>): Promise<Measured<Result>>;
  /** These people are there from now on, connected, and their conversations begin with so many messages. */
  connect(pairs: readonly PairIndex[], messagesEach?: number): Promise<void>;
  load(order: LoadOrder): Promise<Measured<LoadResult>>;
  read(order: ReadOrder): Promise<Measured<ReadResult>>;
  /** Resident bytes now. */
  memory(): { server: number; database: number };
  /** Everything the generator has sent, held against what is stored. */
  reconcile(): Promise<Reconciliation>;
  close(): Promise<void>;
}

/** Starts a subject, on a database that `start` gives if it is not to be an ordinary one. */
export async function openStation(
  name: SubjectName,
  start?: Parameters<typeof startSubject>[1],
): Promise<Station> {
  const subject = await startSubject(name, start);
  const generator = startGenerator();
  const measure: Station['measure'] = async (work) => {
    const before = read(subject, generator);
    const result = await work();
    const after = read(subject, generator);
    const spent = (who: keyof typeof after): number => after[who] - before[who];
    const ours = spent('server') + spent('database') + spent('generator');
    return {
      result,
      seconds: (after.at - before.at) / 1_000,
      cpu: {
        server: spent('server'),
        database: spent('database'),
        generator: spent('generator'),
        rest: Math.max(0, spent('busy') - ours),
        stolen: spent('stolen'),
      },
    };
  };
  return {
    subject,
    generator,
    measure,
    async connect(pairs, messagesEach = 0) {
      await subject.fill(pairs, messagesEach);
      await generator.ask('connect', await subject.connectOrder(pairs));
    },
    read: (order) => measure(() => generator.ask('read', order)),
    load: (order) => measure(() => generator.ask('load', order)),
    memory: () => ({ server: familyBytes(subject.server.pid), database: familyBytes(subject.database.pid) }),
    async reconcile() {
      return reconcile(await generator.ask('states'), await subject.storedKeys());
    },
    async close() {
      await generator.stop();
      await subject.stop();
    },
  };
}

function read({ server, database }: Subject, generator: Generator) {
  const processes = listProcesses();
  return {
    server: familySeconds(server.pid, processes),
    database: familySeconds(database.pid, processes),
    generator: familySeconds(generator.pid, processes),
    ...machineSeconds(),
    at: performance.now(),
  };
}

/** A station for each, measured in turns by `work`; all are closed in the end. */
export async function withStations<Answer>(
  names: readonly SubjectName[],
  work: (stations: readonly Station[]) => Promise<Answer>,
): Promise<Answer> {
  const stations: Station[] = [];
  try {
    for (const name of names) stations.push(await openStation(name));
    return await work(stations);
  } finally {
    for (const station of stations) await station.close();
  }
}
