import { randomBytes } from 'node:crypto';
import { API_PREFIX, LIMITS, type RouteResponse } from '@duet/contract';
import { readConfig } from '@duet/server/config.ts';
import { conversationIdOf } from '@duet/server/features/conversations/conversation-id.ts';
import { SessionTokens } from '@duet/server/features/users/session-tokens.ts';
import { migrate } from '@duet/server/platform/postgres/migrate.ts';
import { openServerLogins } from '@duet/server/platform/postgres/server-logins.ts';
import { startTestServer } from '@duet/testkit';
import type { Pair, Person } from '../generator/wire.ts';
import { readStoredKeys, tidy } from './bulk.ts';
import type { Database } from './database.ts';
import { fillDuet, sessionIdOf } from './duet-fill.ts';
import { bearer, getJson } from './http.ts';
import { personIdOf, type PairIndex, type Subject } from './subject.ts';

/** So that no limit is met: the generator's people write faster than people do. */
const RATE_FACTOR = '999999';

/** This server, as production runs it but for its rates. */
export async function startDuet(
  name: 'duet' | 'duet-without-receipts',
  database: Database,
): Promise<Subject> {
  await migrate(database.url, { info: () => undefined });
  await openServerLogins(database.url);
  const env = {
    NODE_ENV: 'production',
    DEMO: 'false',
    LOG_LEVEL: 'info',
    // Stands for the proxy that ends TLS.
    TRUSTED_PROXIES: '127.0.0.1',
    DUET_SECRET: randomBytes(32).toString('hex'),
    RATE_FACTOR,
  };
  const server = await startTestServer({ databaseUrl: database.url, env });
  // Its keys are the same wherever it runs, and only production asks where images are kept.
  const { keys } = readConfig({ ...env, NODE_ENV: 'test', DATABASE_URL: database.url });
  const tokens = new SessionTokens(keys);
  const tokenOf = (userId: string): Promise<string> =>
    tokens.signAccess({ userId, sessionId: sessionIdOf(userId) }, new Date());
  const toPerson = async (id: string): Promise<Person> => ({ id, token: await tokenOf(id) });
  const toPair = async ({ customer, artist }: PairIndex): Promise<Pair> => {
    const [customerId, artistId] = [personIdOf('customer', customer), personIdOf('artist', artist)];
    const people = [await toPerson(customerId), await toPerson(artistId)] as const;
    return { conversationId: conversationIdOf(customerId, artistId), people };
  };
  const api = `${server.url}${API_PREFIX}`;

  return {
    name,
    version: `Duet on Node ${process.versions.node}; tokens minted, RATE_FACTOR=${RATE_FACTOR}`,
    database,
    server,
    fill: (pairs, messagesEach) =>
      database.use(async (client) => {
        await fillDuet(client, pairs, messagesEach);
        await tidy(client);
      }),
    connectOrder: async (pairs) => ({
      wire: name,
      url: server.url,
      pairs: await Promise.all(pairs.map(toPair)),
    }),
    async historyRead(pair, { stored, depth }) {
      const { conversationId, people } = await toPair(pair);
      // As the client asks: 30 are the default.
      const before = depth === 0 ? '' : `?beforeSeq=${stored - depth + 1}`;
      const url = `${api}/conversations/${conversationId}/messages${before}`;
      return { kind: 'http', url, headers: bearer(people[0].token), list: 'messages' };
    },
    async inboxRead(customer, depth) {
      const token = await tokenOf(personIdOf('customer', customer));
      const urlOf = (limit: number, cursor: string | undefined): string =>
        `${api}/conversations?role=customer&limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      let cursor: string | undefined;
      for (let left = depth; left > 0; left -= LIMITS.pageMax) {
        const page = await getJson<RouteResponse<'listConversations'>>(
          urlOf(Math.min(left, LIMITS.pageMax), cursor),
          token,
        );
        cursor = page.nextCursor ?? undefined;
      }
      return { kind: 'http', url: urlOf(30, cursor), headers: bearer(token), list: 'conversations' };
    },
    storedKeys: () => readStoredKeys(database, 'SELECT content FROM messages ORDER BY conversation_id, seq'),
    async stop() {
      await server.stop();
      await database.stop();
    },
  };
}
