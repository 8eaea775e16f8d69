import { ChatClient, memoryStorage, OfflineMessageQueue, systemEnvironment } from '@duet/chat-client';
import { callRoute, DEMO_PASSWORD, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { SessionTokens } from '../src/features/users/session-tokens.ts';

const DUET_SECRET = 'expiry'.repeat(11);
const TEN_MINUTES = 600_000;
/** How long the token is still good when the app opens with it. */
const LEFT_MS = 3_000;
/** Each conversation's queue is never shorter, until the token has expired. */
const WAITING = 20;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env: { DUET_SECRET } });
});
afterAll(() => server.stop());

it('a token that expires while a long queue is sent is renewed once, and nothing is lost or out of order', async () => {
  const { bruno } = people;
  const login = await callRoute(server.url, 'login', {
    body: { email: bruno.email, password: DEMO_PASSWORD },
  });
  if (!login.ok) throw new Error(login.error.code);
  const { user, ...pair } = login.body;
  const tokens = new SessionTokens(readConfig({ DATABASE_URL: server.databaseUrl, DUET_SECRET }).keys);
  const { sid: sessionId } = JSON.parse(atob(pair.accessToken.split('.')[1]!)) as { sid: string };
  const issuedAt = new Date(Date.now() - TEN_MINUTES + LEFT_MS);
  const accessToken = await tokens.signAccess({ userId: bruno.id, sessionId }, issuedAt);

  const seen = { refreshes: 0, expired: 0 };
  const storage = memoryStorage();
  await storage.setItem('session', JSON.stringify({ user, ...pair, accessToken }));
  const client = new ChatClient({
    baseUrl: server.url,
    storage,
    queue: new OfflineMessageQueue({ storage }),
    tokens: {
      get: () => storage.getItem('session'),
      set: (value) => storage.setItem('session', value),
      remove: () => storage.removeItem('session'),
    },
    environment: {
      ...systemEnvironment,
      // The device takes the token for good, so that it hears of its end from the server.
      clock: { ...systemEnvironment.clock, now: () => Date.now() - TEN_MINUTES / 2 },
      // Over a connection that is open, a session outlives its token: here requests only get through.
      connect: (_url, listener) => systemEnvironment.connect('http://127.0.0.1:9', listener),
      fetch: async (url, init) => {
        const answer = await fetch(url, init);
        if (url.endsWith('/auth/refresh')) seen.refreshes += 1;
        if (answer.status === 401) seen.expired += 1;
        return answer;
      },
    },
  });
  client.start();
  await until(() => client.session.status === 'signedIn');
  const conversationIds = await Promise.all(
    [people.alice, people.carol].map(({ id: customerId }) =>
      client.openConversation({ customerId, artistId: bruno.id }),
    ),
  );
  const waiting = (id: string) => client.getState().conversations[id]?.pending ?? [];
  const sent = new Map<string, string[]>(conversationIds.map((id) => [id, []]));
  // As long as the token is good, there is more to send than was sent.
  while (seen.expired === 0) {
    for (const [conversationId, keys] of sent) {
      while (waiting(conversationId).length < WAITING)
        keys.push(client.sendMessage({ conversationId, content: `no. ${keys.length + 1}` }));
    }
    await until(() => seen.expired > 0 || conversationIds.some((id) => waiting(id).length < WAITING));
  }
  await until(() => conversationIds.every((id) => waiting(id).length === 0), { timeout: 20_000 });

  expect(seen.refreshes).toBe(1);
  expect(client.session.status).toBe('signedIn');
  for (const [conversationId, keys] of sent) {
    expect(keys.length).toBeGreaterThan(WAITING);
    const stored: string[] = [];
    for (let afterSeq = 0, hasMore = true; hasMore; afterSeq = stored.length) {
      const page = await client.loadMessages(conversationId, { afterSeq });
      stored.push(...page.messages.map(({ clientMessageId }) => clientMessageId));
      ({ hasMore } = page);
    }
    expect(stored).toEqual(keys);
  }
  client.stop();
});
