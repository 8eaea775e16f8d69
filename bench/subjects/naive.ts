import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startTestServer } from '@duet/testkit';
import { SignJWT } from 'jose';
import type { Pair, Person } from '../generator/wire.ts';
import { APART, batches, readStoredKeys, tidy } from './bulk.ts';
import type { Database } from './database.ts';
import { bearer } from './http.ts';
import { personIdOf, type PairIndex, type Subject } from './subject.ts';

const MAIN = fileURLToPath(new URL('./naive-server.ts', import.meta.url));

/** The straightforward server on the requirement's own tables; see `naive-server.ts` for its two variants. */
export async function startNaive(name: 'naive' | 'naive-fair', database: Database): Promise<Subject> {
  const schema = await readFile(new URL('./naive-schema.sql', import.meta.url), 'utf8');
  await database.use((client) => client.query(schema));
  const SECRET = randomBytes(32).toString('hex');
  const server = await startTestServer({
    main: MAIN,
    databaseUrl: database.url,
    env: {
      DATABASE_URL: database.url,
      NODE_ENV: 'production',
      SECRET,
      VARIANT: name === 'naive-fair' ? 'fair' : 'plain',
    },
  });
  const toPerson = async (id: string): Promise<Person> => ({
    id,
    token: await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(id)
      .setExpirationTime('1 day')
      .sign(new TextEncoder().encode(SECRET)),
  });
  const toPair = async ({ customer, artist }: PairIndex): Promise<Pair> => {
    const [customerId, artistId] = [personIdOf('customer', customer), personIdOf('artist', artist)];
    const people = [await toPerson(customerId), await toPerson(artistId)] as const;
    return { conversationId: conversationIdOf(customerId, artistId), people };
  };

  return {
    name,
    version: `Socket.IO 4.8.4 and pg 8.23.1 on Node ${process.versions.node}`,
    database,
    server,
    fill: (pairs, messagesEach) =>
      database.use(async (client) => {
        for (const { first, customers, artists, conversations } of batches(
          pairs,
          messagesEach,
          conversationIdOf,
        )) {
          const people = [...new Set([...customers, ...artists])];
          await client.query(INSERT_PEOPLE, [people]);
          await client.query(INSERT_CONVERSATIONS, [conversations, customers, artists, first]);
          await client.query(INSERT_MESSAGES, [conversations, messagesEach]);
        }
        await tidy(client);
      }),
    connectOrder: async (pairs) => ({
      wire: 'naive',
      url: server.url,
      pairs: await Promise.all(pairs.map(toPair)),
    }),
    async historyRead(pair, { depth }) {
      const { conversationId, people } = await toPair(pair);
      const url = `${server.url}/conversations/${conversationId}/messages?offset=${depth}`;
      return { kind: 'http', url, headers: bearer(people[0].token), list: 'messages' };
    },
    async inboxRead(customer, depth) {
      const { token } = await toPerson(personIdOf('customer', customer));
      return {
        kind: 'http',
        url: `${server.url}/conversations?offset=${depth}`,
        headers: bearer(token),
        list: 'conversations',
      };
    },
    storedKeys: () =>
      readStoredKeys(database, 'SELECT content FROM messages ORDER BY conversation_id, sent_at'),
    async stop() {
      await server.stop();
      await database.stop();
    },
  };
}

const INSERT_PEOPLE = `INSERT INTO users SELECT id, 'Somebody' FROM unnest($1::uuid[]) id ON CONFLICT DO NOTHING`;
const INSERT_CONVERSATIONS = `
  INSERT INTO conversations (id, customer_id, artist_id, last_message_at)
  SELECT id, customer_id, artist_id, now() - interval '1 hour' - ($4 + place) * ${APART}
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS pair (id, customer_id, artist_id, place)
  ON CONFLICT DO NOTHING`;
const INSERT_MESSAGES = `
  INSERT INTO messages (conversation_id, sender_id, sender_role, content, sent_at, read_at, created_at)
  SELECT c.id, CASE side WHEN 'customer' THEN c.customer_id ELSE c.artist_id END, side,
    'Message ' || place || repeat(' and so on', 10), at, at, at
  FROM conversations c, generate_series(1, $2::integer) AS place,
    LATERAL (SELECT CASE place % 2 WHEN 1 THEN 'customer' ELSE 'artist' END AS side,
      c.last_message_at - ($2 - place) * interval '1 second' AS at) AS said
  WHERE c.id = ANY ($1::uuid[])
  ORDER BY c.id, place`;

/** One for each pair, whatever has been made before. */
function conversationIdOf(customerId: string, artistId: string): string {
  return `${customerId.slice(-8)}-0000-7000-8b00-${artistId.slice(-12)}`;
}
