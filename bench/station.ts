import { familyBytes, familySeconds, listProcesses, machineSeconds } from './accounting.ts';
import { startGenerator, type Generator } from './generator/generator.ts';
import type { LoadOrder, LoadResult } from './generator/protocol.ts';
import { reconcile, type Reconciliation } from './reconcile.ts';
import { startSubject } from './subjects/start.ts';
import type { Subject, SubjectName } from './subjects/subject.ts';

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

/** A subject and a generator of its own, whose people are connected to it. */
export interface Station {
  readonly subject: Subject;
  readonly generator: Generator;
  measure<Result>(work: () => Promise<Result>): Promise<Measured<Result>>;
  load(order: LoadOrder): Promise<Measured<LoadResult>>;
  /** Resident bytes now. */
  memory(): { server: number; database: number };
  /** Everything the generator has sent, held against what is stored. */
  reconcile(): Promise<Reconciliation>;
  close(): Promise<void>;
}

export async function openStation(name: SubjectName, pairs: number): Promise<Station> {
  const subject = await startSubject(name, { pairs });
  const generator = startGenerator();
  const measure: Station['measure'] = async (work) => {
    const before = read(subject, generator);
    const begun = performance.now();
    const result = await work();
    const seconds = (performance.now() - begun) / 1_000;
    const after = read(subject, generator);
    const spent = (who: keyof typeof after): number => after[who] - before[who];
    const ours = spent('server') + spent('database') + spent('generator');
    return {
      result,
      seconds,
      cpu: {
        server: spent('server'),
        database: spent('database'),
        generator: spent('generator'),
        rest: Math.max(0, spent('busy') - ours),
        stolen: spent('stolen'),
      },
    };
  };
  await generator.ask('connect', await subject.connectOrder(pairs));
  return {
    subject,
    generator,
    measure,
    load: (order) => measure(() => generator.ask('load', order)),
    memory: () => ({ server: familyBytes(subject.pid), database: familyBytes(subject.database.pid) }),
    async reconcile() {
      return reconcile(await generator.ask('states'), await subject.storedKeys());
    },
    async close() {
      await generator.stop();
      await subject.stop();
    },
  };
}

function read({ pid, database }: Subject, generator: Generator) {
  const processes = listProcesses();
  return {
    server: familySeconds(pid, processes),
    database: familySeconds(database.pid, processes),
    generator: familySeconds(generator.pid, processes),
    ...machineSeconds(),
  };
}
