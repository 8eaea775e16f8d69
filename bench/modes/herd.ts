import { setTimeout as sleep } from 'node:timers/promises';
import type { HerdNews } from '../generator/herd.ts';
import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import { withStations, type Station } from '../station.ts';
import { separatePairs } from '../subjects/subject.ts';
import { percent, round, table } from '../table.ts';

export interface HerdResult extends Finding {
  readonly clients: number;
  /** Seconds from the moment the server was ready again until all were connected and synced. */
  readonly backSeconds: number;
  /** The same, from the moment the server was killed. */
  readonly awaySeconds: number;
  /** Answers of REST by status, and refused handshakes by code, from the kill on. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  /** Of the server's connections to the database, how many were in use while they came back. */
  readonly pool: { readonly mean: number; readonly max: number };
  readonly cpuPerClient: { readonly server: number; readonly database: number };
}

/** As many as the server opens. */
const POOL_SIZE = 10;
const LOOK_MS = 250;
const PATIENCE_MS = 300_000;

/** The server is killed; all its clients come back and ask what they have missed: a message in every conversation. */
export const HERD: Mode<HerdResult> = {
  title: 'Everybody comes back at once',
  measure: measureHerd,
  report: (results) =>
    table(
      [
        ...['subject', 'clients', 'back after s', 'away s', 'REST by status', 'refused handshakes'],
        ...['pool: mean', 'max', 'CPU µs per client: server', 'database'],
      ],
      results.map((result) => [
        ...[result.subject, result.clients, round(result.backSeconds), round(result.awaySeconds)],
        ...[tellCounts(result.statuses), tellCounts(result.refusals)],
        ...[percent(result.pool.mean), percent(result.pool.max)],
        ...[result.cpuPerClient.server, result.cpuPerClient.database].map(round),
      ]),
    ),
};

/** Of Duet alone: the peers have nothing that a client could ask what it has missed. */
async function measureHerd({ subjects, connections }: Settings, tell: Tell): Promise<HerdResult[]> {
  if (!subjects.includes('duet')) return [];
  return [await withStations(['duet'], ([station]) => measureOne(station!, connections, tell))];
}

async function measureOne(station: Station, clients: number, tell: Tell): Promise<HerdResult> {
  const { subject, generator } = station;
  const pairs = separatePairs(clients / 2);
  await subject.fill(pairs, 1);
  await generator.ask('gather', await subject.connectOrder(pairs));
  await untilHere(generator.ask, clients);
  tell(`${clients} clients connected`);
  await subject.database.use((client) => client.query(APPEND_EVERYWHERE));

  const killed = performance.now();
  await subject.server.kill('SIGKILL');
  await generator.ask('news');
  await subject.server.restart();
  const ready = performance.now();
  const pool = watchPool(subject.server.url);
  const { result, cpu } = await station.measure(() => untilHere(generator.ask, clients));
  const back = performance.now();
  return {
    subject: subject.name,
    clients,
    backSeconds: (back - ready) / 1_000,
    awaySeconds: (back - killed) / 1_000,
    ...result,
    pool: await pool(),
    cpuPerClient: { server: (cpu.server * 1e6) / clients, database: (cpu.database * 1e6) / clients },
  };
}

/** Resolves when all are here, with what they were answered until then. */
async function untilHere(
  ask: Station['generator']['ask'],
  clients: number,
): Promise<Pick<HerdNews, 'statuses' | 'refusals'>> {
  const statuses: Record<string, number> = {};
  const refusals: Record<string, number> = {};
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
    const news = await ask('news');
    add(statuses, news.statuses);
    add(refusals, news.refusals);
    if (news.here === clients) return { statuses, refusals };
    if (performance.now() > deadline) throw new Error(`Only ${news.here} of ${clients} clients are here.`);
  }
}

/** Looks at the server's own figures from now on; the returned function ends it. */
function watchPool(url: string): () => Promise<HerdResult['pool']> {
  const shares: number[] = [];
  let watching = true;
  const watch = async (): Promise<void> => {
    for (; watching; await sleep(LOOK_MS)) {
      const metrics = await fetch(`${url}/metrics`).then((response) => response.text());
      const busy = /^duet_database_connections\{role="app",state="busy"\} (\d+)/m.exec(metrics)?.[1];
      shares.push(Number(busy) / POOL_SIZE);
    }
  };
  const watched = watch();
  return async () => {
    watching = false;
    await watched;
    return { mean: shares.reduce((sum, share) => sum + share, 0) / shares.length, max: Math.max(...shares) };
  };
}

/** A message of the customer in every conversation, as if it had come by another server. */
const APPEND_EVERYWHERE = `SELECT append_message(uuidv7(), id, uuidv7(), customer_id, 'customer', 'text',
  'While you were away', NULL, '[]', NULL, NULL, NULL, NULL, NULL) FROM conversations`;

function add(sums: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
}

function tellCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ');
}
