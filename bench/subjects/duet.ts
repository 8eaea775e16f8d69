import { randomBytes } from 'node:crypto';
import { conversationIdOf } from '@duet/server/features/conversations/conversation-id.ts';
import { readConfig } from '@duet/server/config.ts';
import { SessionTokens } from '@duet/server/features/users/session-tokens.ts';
import { migrate } from '@duet/server/platform/postgres/migrate.ts';
import { startTestServer } from '@duet/testkit';
import { readKey } from '../generator/message-key.ts';
import type { Pair, Person } from '../generator/wire.ts';
import { startDatabase, type Database } from './database.ts';
import { personIdOf, type Subject } from './subject.ts';

/** So that no limit is met: the generator's people write faster than people do. */
const RATE_FACTOR = '999999';

/** This server, as production runs it but for its rates, with so many pairs of people who have a conversation. */
export async function startDuet(
  name: 'duet' | 'duet-without-receipts',
  { pairs }: { pairs: number },
): Promise<Subject> {
  const database = await startDatabase();
  await migrate(database.url, { info: () => undefined });
  await insertPairs(database, pairs);
  const env = {
    NODE_ENV: 'production',
    DEMO: 'false',
    LOG_LEVEL: 'info',
    DUET_SECRET: randomBytes(32).toString('hex'),
    RATE_FACTOR,
  };
  const server = await startTestServer({ databaseUrl: database.url, env });
  const tokens = new SessionTokens(readConfig({ ...env, DATABASE_URL: database.url }).keys);
  const toPerson = async (id: string): Promise<Person> => ({
    id,
    token: await tokens.signAccess({ userId: id, sessionId: sessionIdOf(id) }, new Date()),
  });
  return {
    name,
    version: `Duet, Node ${process.versions.node}, RATE_FACTOR=${RATE_FACTOR}`,
    database,
    get pid() {
      return server.pid;
    },
    async connectOrder(count) {
      const order = Array.from({ length: count }, async (_, index): Promise<Pair> => {
        const [customer, artist] = [personIdOf('customer', index), personIdOf('artist', index)];
        return {
          conversationId: conversationIdOf(customer, artist),
          people: [await toPerson(customer), await toPerson(artist)],
        };
      });
      return { wire: name, url: server.url, pairs: await Promise.all(order) };
    },
    storedKeys: () =>
      database.use(async (client) => {
        const { rows } = await client.query<{ content: string }>('SELECT content FROM messages');
        return rows.flatMap(({ content }) => readKey(content) ?? []);
      }),
    async stop() {
      await server.stop();
      await database.stop();
    },
  };
}

/** A person has one session, under an id that follows from theirs. */
function sessionIdOf(personId: string): string {
  return personId.replace('-7000-', '-7001-');
}

/** People with a session each, and their conversations, which both have opened. */
async function insertPairs({ use }: Database, count: number): Promise<void> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const customers = indexes.map((index) => personIdOf('customer', index));
  const artists = indexes.map((index) => personIdOf('artist', index));
  await use(async (client) => {
    for (const [role, ids] of [
      ['customer', customers],
      ['artist', artists],
    ] as const) {
      await client.query(
        `INSERT INTO users (id, external_id, name, roles)
         SELECT id, id::text, initcap($1) || ' ' || place, ARRAY[$1]
         FROM unnest($2::uuid[]) WITH ORDINALITY AS person (id, place)`,
        [role, ids],
      );
      await client.query(
        `INSERT INTO sessions (id, user_id, refresh_hash, device, expires_at)
         SELECT session_id, user_id, sha256(session_id::text::bytea), 'bench', now() + interval '30 days'
         FROM unnest($1::uuid[], $2::uuid[]) AS session (session_id, user_id)`,
        [ids.map(sessionIdOf), ids],
      );
    }
    await client.query(
      `INSERT INTO conversations (id, customer_id, artist_id, opened_at_customer, opened_at_artist)
       SELECT *, now(), now() FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
      [indexes.map((index) => conversationIdOf(customers[index]!, artists[index]!)), customers, artists],
    );
  });
}
