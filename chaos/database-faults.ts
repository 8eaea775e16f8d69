import { setTimeout as sleep } from 'node:timers/promises';
import { Device, people } from '@duet/testkit';
import { Client } from 'pg';
import type { Fault } from './fault.ts';
import type { World } from './world.ts';

/** What a caller may wait for "the database is away", and the server for a database that is back. */
const ANSWER_MS = 2_000;
const HEAL_MS = 10_000;
/** What a loaded machine adds to it. */
const GRACE_MS = 1_000;
/** How long a transaction of somebody else's may hold one conversation here. */
const HELD_MS = 3_000;

/** Faults of PostgreSQL, and of the way to it. The server must outlive them all. */
export const DATABASE_FAULTS: readonly Fault[] = [
  away(
    'postgres-restarted',
    'PostgreSQL is stopped at once and started again',
    async (_world, seconds, postgres) => {
      await postgres.crash('SIGQUIT');
      await sleep(seconds * 1_000);
      await postgres.restart();
    },
  ),
  away(
    'postgres-killed',
    'PostgreSQL alone is killed (SIGKILL) and started again',
    async (_world, seconds, postgres) => {
      await postgres.crash('SIGKILL');
      await sleep(seconds * 1_000);
      await postgres.restart();
    },
  ),
  away(
    'postgres-frozen',
    'Every process of PostgreSQL stands still (SIGSTOP) and goes on',
    async (_world, seconds, postgres) => {
      postgres.freeze();
      await sleep(seconds * 1_000);
      postgres.thaw();
    },
  ),
  away(
    'postgres-unreachable',
    'The network between server and PostgreSQL is dead and looks alive',
    async (_world, seconds, { line }) => {
      line.set({ stopWriting: 'all' });
      await sleep(seconds * 1_000);
      line.set({});
      line.reset();
    },
  ),
  away('postgres-full', 'Others hold every connection PostgreSQL has', async (world, seconds) => {
    const connectionString = world.server.databaseUrl;
    const held: Client[] = [];
    const end = performance.now() + seconds * 1_000;
    while (performance.now() < end) {
      const client = new Client({ connectionString });
      client.on('error', () => undefined);
      const got = await client.connect().then(
        () => true,
        () => false,
      );
      if (got) held.push(client);
      else {
        // The server's own are freed, and ours are quicker.
        await held[0]?.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'duet'`,
        );
        await sleep(20);
      }
    }
    await Promise.all(held.map((client) => client.end()));
    world.notes.push(`${held.length} connections held`);
  }),
  {
    name: 'row-held',
    title: 'Another transaction holds the row of one conversation',
    async run(world, seconds) {
      const [held] = world.conversationIds;
      const holder = new Client({ connectionString: world.server.databaseUrl });
      await holder.connect();
      const from = performance.now();
      while (performance.now() - from < seconds * 1_000) {
        await holder.query('BEGIN');
        await holder.query('SELECT FROM conversations WHERE id = $1 FOR UPDATE', [held]);
        await sleep(HELD_MS);
        await holder.query('COMMIT');
        await sleep(300);
      }
      await holder.end();
      const slowest = slowestAck(world, from, held!);
      world.notes.push(`slowest acknowledgement elsewhere ${Math.round(slowest)} ms`);
      if (slowest > HELD_MS / 2)
        world.violations.push({
          promise: 'I22',
          says: `a held conversation delayed another by ${Math.round(slowest)} ms`,
        });
    },
  },
];

/** A fault that takes the database away: callers learn it soon, nobody ends, and the server heals by itself. */
function away(name: string, title: string, takeAway: Fault['run']): Fault {
  return {
    name,
    title,
    async run(world, seconds, postgres) {
      const broken = (says: string) => world.violations.push({ promise: 'I22', says });
      const before = world.server.deaths;
      const stopAsking = await startAsking(world);
      await takeAway(world, seconds, postgres);
      const healed = await stopAsking();
      if (healed.statuses.some((status) => status !== 200 && status !== 503))
        broken(`requests were answered ${[...new Set(healed.statuses)].join(', ')}`);
      if (healed.withoutRetryAfter > 0)
        broken(`${healed.withoutRetryAfter} answers of 503 named no time to retry`);
      if (healed.slowestMs > ANSWER_MS + GRACE_MS)
        broken(`an answer took ${Math.round(healed.slowestMs)} ms`);
      if (healed.healedAfterMs > HEAL_MS) broken(`healed after ${Math.round(healed.healedAfterMs)} ms`);
      if (world.server.deaths > before) broken('the server ended');
      const refused = healed.statuses.filter((status) => status === 503).length;
      world.notes.push(
        `${refused} requests answered 503, the slowest after ${(healed.slowestMs / 1_000).toFixed(1)} s`,
      );
    },
  };
}

/** Somebody asks for a conversation all the time; afterwards, until it is answered again. */
async function startAsking({ server, conversationIds }: World) {
  const device = await Device.connect(server.url, people.alice);
  const result = { statuses: [] as number[], withoutRetryAfter: 0, slowestMs: 0, healedAfterMs: 0 };
  let stoppedAt = Infinity;
  const asking = async (): Promise<void> => {
    for (let status = 0; status !== 200 || stoppedAt === Infinity;) {
      const begun = performance.now();
      const answer = await device
        .call('getConversation', { params: { id: conversationIds[0]! } })
        .catch(() => undefined);
      status = answer?.status ?? 0;
      result.statuses.push(status);
      result.slowestMs = Math.max(result.slowestMs, performance.now() - begun);
      if (status === 503 && !answer?.ok && answer?.error.retryAfterMs === undefined)
        result.withoutRetryAfter += 1;
      result.healedAfterMs = performance.now() - stoppedAt;
      await sleep(50);
    }
  };
  const done = asking();
  return async () => {
    stoppedAt = performance.now();
    await done;
    device.close();
    return result;
  };
}

/** From invocation to acknowledgement, of what was sent since then to other conversations. */
function slowestAck({ history }: World, since: number, except: string): number {
  const conversationOf = new Map(
    history.events.flatMap((event) => (event.type === 'enqueue' ? [[event.key, event.conversationId]] : [])),
  );
  const invoked = new Map<string, number>();
  let slowest = 0;
  for (const event of history.events) {
    if (event.at < since) continue;
    if (event.type === 'invoke' && conversationOf.get(event.key) !== except) invoked.set(event.key, event.at);
    if (event.type === 'ok') slowest = Math.max(slowest, event.at - (invoked.get(event.key) ?? event.at));
  }
  return slowest;
}
