import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import { withStations, type Station } from '../station.ts';
import { separatePairs } from '../subjects/subject.ts';
import { round, table } from '../table.ts';

export interface IdleResult extends Finding {
  readonly connections: number;
  /** Bytes that the server has more of for each connection. */
  readonly bytesPerConnection: number;
  /** Microseconds of processor time for each connect, by whom. */
  readonly connectCpu: { readonly server: number; readonly database: number };
  readonly connectsPerSecond: number;
  /** Of one core, while nobody does anything. */
  readonly idleShare: { readonly server: number; readonly database: number };
}

/** Pairs that connect before it is measured, so that what is needed once is there. */
const WARM_PAIRS = 200;
const REST_SECONDS = 10;

/** What connections cost that do nothing: authenticated, their sessions looked at. */
export const IDLE: Mode<IdleResult> = {
  title: 'Idle connections',
  measure: measureIdle,
  report: (results) =>
    table(
      [
        ...['subject', 'connections', 'KiB each', 'CPU µs per connect: server', 'database', 'connects/s'],
        ...['% of a core at rest: server', 'database'],
      ],
      results.map(
        ({ subject, connections, bytesPerConnection, connectCpu, connectsPerSecond, idleShare }) => [
          ...[subject, connections, round(bytesPerConnection / 1_024)],
          ...[connectCpu.server, connectCpu.database, connectsPerSecond].map(round),
          ...[idleShare.server * 100, idleShare.database * 100].map(round),
        ],
      ),
    ),
};

/** One after the other: a crowd of one would be felt by the next. */
function measureIdle({ subjects, connections }: Settings, tell: Tell): Promise<IdleResult[]> {
  return subjects.reduce<Promise<IdleResult[]>>(async (before, name) => {
    const results = await before;
    const result = await withStations([name], ([station]) => measureOne(station!, connections));
    tell(`${name}: ${connections} connections measured`);
    return [...results, result];
  }, Promise.resolve([]));
}

async function measureOne(station: Station, connections: number): Promise<IdleResult> {
  await station.connect(separatePairs(WARM_PAIRS));
  const pairs = separatePairs(connections / 2, WARM_PAIRS);
  await station.subject.fill(pairs, 0);
  const order = await station.subject.connectOrder(pairs);
  await sleep(REST_SECONDS * 1_000);
  const before = station.memory().server;
  const { cpu, seconds } = await station.measure(() => station.generator.ask('connect', order));
  const rest = await station.measure(() => sleep(REST_SECONDS * 1_000));
  return {
    subject: station.subject.name,
    connections,
    bytesPerConnection: (station.memory().server - before) / connections,
    connectCpu: {
      server: (cpu.server * 1e6) / connections,
      database: (cpu.database * 1e6) / connections,
    },
    connectsPerSecond: connections / seconds,
    idleShare: { server: rest.cpu.server / rest.seconds, database: rest.cpu.database / rest.seconds },
  };
}
