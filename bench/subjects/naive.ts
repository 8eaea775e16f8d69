import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startTestServer } from '@duet/testkit';
import { SignJWT } from 'jose';
import { readKey } from '../generator/message-key.ts';
import type { Pair, Person } from '../generator/wire.ts';
import { startDatabase } from './database.ts';
import { personIdOf, type Subject } from './subject.ts';

const MAIN = fileURLToPath(new URL('./naive-server.ts', import.meta.url));

/** The straightforward server on the requirement's own tables; see `naive-server.ts` for its two variants. */
export async function startNaive(
  name: 'naive' | 'naive-fair',
  { pairs }: { pairs: number },
): Promise<Subject> {
  const database = await startDatabase();
  await database.use(async (client) => {
    await client.query(await readFile(new URL('./naive-schema.sql', import.meta.url), 'utf8'));
    const indexes = Array.from({ length: pairs }, (_, index) => index);
    const customers = indexes.map((index) => personIdOf('customer', index));
    const artists = indexes.map((index) => personIdOf('artist', index));
    await client.query(`INSERT INTO users SELECT id, 'Somebody' FROM unnest($1::uuid[]) id`, [
      [...customers, ...artists],
    ]);
    await client.query(
      `INSERT INTO conversations (id, customer_id, artist_id, last_message_at)
       SELECT *, NOW() FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
      [indexes.map(conversationIdOf), customers, artists],
    );
  });
  const SECRET = randomBytes(32).toString('hex');
  const server = await startTestServer({
    main: MAIN,
    databaseUrl: database.url,
    env: { NODE_ENV: 'production', SECRET, VARIANT: name === 'naive-fair' ? 'fair' : 'plain' },
  });
  const toPerson = async (id: string): Promise<Person> => ({
    id,
    token: await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(id)
      .setExpirationTime('1 day')
      .sign(new TextEncoder().encode(SECRET)),
  });
  return {
    name,
    version: `Socket.IO, pg, Node ${process.versions.node}`,
    database,
    get pid() {
      return server.pid;
    },
    async connectOrder(count) {
      const order = Array.from({ length: count }, async (_, index): Promise<Pair> => ({
        conversationId: conversationIdOf(index),
        people: [await toPerson(personIdOf('customer', index)), await toPerson(personIdOf('artist', index))],
      }));
      return { wire: 'naive', url: server.url, pairs: await Promise.all(order) };
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

function conversationIdOf(index: number): string {
  return personIdOf('customer', index).replace('-8c00-', '-8b00-');
}
