import { setTimeout as sleep } from 'node:timers/promises';
import { API_PREFIX } from '@duet/contract';
import { Device, people } from '@duet/testkit';
import { Client } from 'pg';
import type { Fault } from './fault.ts';
import type { FaultyPostgres } from './postgres.ts';
import type { World } from './world.ts';

/** What a caller may wait for "the database is away", and the server for a database that is back. */
const ANSWER_MS = 2_000;
const HEAL_MS = 10_000;
/** After this nobody asks any more whether it has healed. */
const GIVEN_UP_MS = 30_000;
/** What the way of a request adds to it. */
const GRACE_MS = 1_000;
/** How long a transaction of somebody else's may hold one conversation here. */
const HELD_MS = 3_000;
/** A slow disk's fsync: two that follow each other take longer than a statement may. */
const FSYNC_MS = 1_000;

/** Faults of PostgreSQL, and of the way to it. The server must outlive them all. */
export const DATABASE_FAULTS: readonly Fault[] = [
  away('postgres-restarted', 'PostgreSQL is stopped at once and started again', {
    begin: (_world, postgres) => postgres.crash('SIGQUIT'),
    isGone: true,
  }),
  away('postgres-killed', 'PostgreSQL alone is killed (SIGKILL) and started again', {
    begin: (_world, postgres) => postgres.crash('SIGKILL'),
    isGone: true,
  }),
  away('postgres-frozen', 'Every process of PostgreSQL stands still (SIGSTOP) and goes on', {
    begin: async (_world, postgres) => postgres.freeze(),
    isGone: true,
  }),
  away('postgres-unreachable', 'The network between server and PostgreSQL is dead and looks alive', {
    begin: async (_world, { line }) => line.set({ stopWriting: 'all' }),
    isGone: true,
  }),
  away('postgres-full', 'Others hold every connection PostgreSQL has', {
    begin: async (world) => {
      const hold = holdConnections(world);
      return async () => void world.notes.push(`${await hold.release()} connections held`);
    },
  }),
  away('disk-full', 'The disk under PostgreSQL is full, then there is room again', {
    needs: ['small disk'],
    begin: async (world, postgres) => {
      await postgres.fillDisk();
      return () => expectAnswers('database_unavailable', world);
    },
  }),
  away('disk-full-for-wal', 'PostgreSQL cannot write its log and ends; then there is room again', {
    needs: ['small disk'],
    begin: async (world, postgres) => {
      await postgres.fillDisk();
      await switchLogs(world);
      return () => expectAnswers('database_unavailable', world);
    },
    isGone: true,
  }),
  away('disk-slow', `Every fsync takes ${FSYNC_MS / 1_000} s longer`, {
    needs: ['strace'],
    begin: (_world, postgres) => postgres.slowDisk(FSYNC_MS),
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
      // On a busy machine the row may be free again before anybody has tried for a second.
      if (world.isMachineOurs()) expectAnswers('conversation_busy', world);
      const slowest = slowestAck(world, from, held!);
      world.notes.push(`slowest acknowledgement elsewhere ${Math.round(slowest)} ms`);
      if (world.isLate(slowest, HELD_MS / 2))
        world.violations.push({
          promise: 'I22',
          says: `a held conversation delayed another by ${Math.round(slowest)} ms`,
        });
    },
  },
];

interface Absence {
  needs?: Fault['needs'];
  /** Takes the database away. What it answers is called before all is healed. */
  begin(world: World, postgres: FaultyPostgres): Promise<void | (() => void | Promise<void>)>;
  /** Nothing can be stored until it is healed, nor acknowledged. */
  isGone?: boolean;
}

/** A fault that takes the database away: callers learn it soon, nobody ends, and the server heals by itself. */
function away(name: string, title: string, { needs = [], begin, isGone = false }: Absence): Fault {
  return {
    name,
    title,
    needs,
    async run(world, seconds, postgres) {
      const broken = (says: string) => world.violations.push({ promise: 'I22', says });
      const before = world.server.deaths;
      const { asked, stopAsking } = await startAsking(world);
      try {
        const finish = await begin(world, postgres);
        const goneAt = performance.now();
        await sleep(seconds * 1_000);
        const acknowledged = acknowledgedSince(world, goneAt);
        if (isGone && acknowledged > 0)
          broken(`${acknowledged} messages were acknowledged without a database`);
        await finish?.();
      } finally {
        await postgres.heal();
        await stopAsking();
      }
      if (asked.statuses.some((status) => status !== 200 && status !== 503))
        broken(`requests were answered ${[...new Set(asked.statuses)].join(', ')}`);
      if (asked.withoutRetryAfter > 0)
        broken(`${asked.withoutRetryAfter} answers of 503 named no time to retry`);
      if (world.isLate(asked.slowestMs, ANSWER_MS + GRACE_MS))
        broken(`an answer took ${Math.round(asked.slowestMs)} ms`);
      if (asked.sickly > 0) broken(`the server did not say ${asked.sickly} times that it is alive`);
      if (world.isLate(asked.healedAfterMs, HEAL_MS))
        broken(`healed after ${Math.round(asked.healedAfterMs)} ms`);
      if (world.server.deaths > before) broken('the server ended');
      const refused = asked.statuses.filter((status) => status === 503).length;
      if (isGone && refused === 0) broken('nobody was answered 503');
      world.notes.push(
        `${refused} requests answered 503, the slowest after ${(asked.slowestMs / 1_000).toFixed(1)} s`,
      );
    },
  };
}

/** Somebody asks for a conversation all the time, and whether the server lives; afterwards until they are answered. */
async function startAsking({ server, conversationIds }: World) {
  const device = await Device.connect(server.url, people.alice);
  const url = `${server.url}${API_PREFIX}/conversations/${conversationIds[0]}`;
  const headers = { authorization: `Bearer ${device.accessToken}` };
  const asked = { statuses: [] as number[], withoutRetryAfter: 0, slowestMs: 0, sickly: 0, healedAfterMs: 0 };
  let stoppedAt = Infinity;
  const asking = async (): Promise<void> => {
    for (let status = 0; status !== 200 || stoppedAt === Infinity; await sleep(50)) {
      const begun = performance.now();
      const answer = await fetch(url, { headers }).catch(() => undefined);
      await answer?.arrayBuffer();
      status = answer?.status ?? 0;
      asked.statuses.push(status);
      asked.slowestMs = Math.max(asked.slowestMs, performance.now() - begun);
      if (status === 503 && !answer?.headers.has('retry-after')) asked.withoutRetryAfter += 1;
      asked.healedAfterMs = performance.now() - stoppedAt;
      const health = await fetch(`${server.url}/healthz`, { signal: AbortSignal.timeout(HEAL_MS) }).catch(
        () => undefined,
      );
      if (!health?.ok) asked.sickly += 1;
      if (asked.healedAfterMs > GIVEN_UP_MS) return;
    }
  };
  const done = asking();
  return {
    asked,
    async stopAsking() {
      stoppedAt = performance.now();
      await done;
      device.close();
    },
  };
}

/** Takes every connection there is, the server's too, until they are released. */
function holdConnections({ server }: World): { release(): Promise<number> } {
  const connectionString = server.databaseUrl;
  const held: Client[] = [];
  let released = false;
  const take = async (): Promise<void> => {
    while (!released) {
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
  };
  const taking = take();
  return {
    async release() {
      released = true;
      await taking;
      await Promise.all(held.map((client) => client.end()));
      return held.length;
    },
  };
}

/** Has PostgreSQL begin one segment of its log after the other, until there is none to begin. */
async function switchLogs({ server }: World): Promise<void> {
  for (;;) {
    const client = new Client({ connectionString: server.databaseUrl });
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (;;) await client.query('SELECT pg_switch_wal(), pg_logical_emit_message(false, $1, $1)', ['duet']);
    } catch {
      return;
    }
  }
}

/** A full disk or a held row that nobody noticed has shown nothing. */
function expectAnswers(code: string, { history }: World): void {
  const met = history.events.some((event) => event.type === 'info' && event.code === code);
  if (!met) throw new Error(`no message was answered ${code}`);
}

/** How many messages were acknowledged that were sent after a moment. */
function acknowledgedSince({ history }: World, since: number): number {
  const later = history.events.filter(({ at }) => at >= since);
  const invoked = new Set(later.flatMap((event) => (event.type === 'invoke' ? [event.key] : [])));
  return later.filter((event) => event.type === 'ok' && invoked.has(event.key)).length;
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
