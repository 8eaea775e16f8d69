import { LIMITS } from '@duet/contract';
import {
  addPeople,
  callRoute,
  Device,
  people,
  person,
  signInAdmin,
  startTestServer,
  until,
  type TestServer,
} from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conversationIdOf } from '../src/features/conversations/conversation-id.ts';

// What a new account, or one text, may begin with people who have not asked for it.

const MOST = 3;
/** What nobody counts, since a text has not gone to enough people to be noticed. */
const UNNOTICED = 3;
const zoe = person('01900000-0000-7000-8000-0000000020e0', 'Zoe', ['customer']);
const olga = person('01900000-0000-7000-8000-0000000001da', 'Olga', ['customer']);
const artists = Array.from({ length: UNNOTICED + LIMITS.copies + 3 }, (_, index) =>
  person(crypto.randomUUID(), `Artist${index}`, ['artist']),
);
const OFFER = 'Get a hundred new customers within a week, everybody does it!';

let server: TestServer;
let sql: Client;

beforeAll(async () => {
  server = await startTestServer({
    env: { RATE_FACTOR: '1', NEW_ACCOUNT_DAYS: '7', NEW_ACCOUNT_CONVERSATIONS: String(MOST) },
  });
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, [zoe, olga, ...artists]);
  await sql.query(`UPDATE users SET created_at = now() - interval '8 days' WHERE id = $1`, [olga.id]);
});
afterAll(async () => {
  await sql.end();
  await server.stop();
});

it('a new account begins so many conversations a day, however many it asks for at once', async () => {
  const device = await Device.connect(server.url, zoe);
  const begin = (artistId: string) =>
    device.call('createConversation', { body: { customerId: zoe.id, artistId } });
  const answers = await Promise.all(artists.slice(0, 8).map(({ id }) => begin(id)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(MOST);
  for (const answer of answers) {
    if (answer.ok) continue;
    expect(answer).toMatchObject({
      status: 429,
      error: { code: 'too_many_first_contacts', retryable: true },
    });
    expect(answer.error.retryAfterMs).toBeGreaterThan(23 * 3_600_000);
    expect(answer.error.retryAfterMs).toBeLessThanOrEqual(24 * 3_600_000);
  }
  // What was begun is there, and whoever is written to begins what they like.
  const begun = artists[answers.findIndex(({ status }) => status === 201)]!;
  expect((await begin(begun.id)).status).toBe(200);
  await sql.query(
    `UPDATE conversations SET created_at = created_at - interval '1 day' WHERE opened_by = $1`,
    [zoe.id],
  );
  expect((await begin(artists[7]!.id)).ok).toBe(true);
  device.close();

  const old = await Device.connect(server.url, olga);
  for (const { id: artistId } of artists.slice(0, MOST + 1)) {
    await old.get('createConversation', { body: { customerId: olga.id, artistId } });
  }
  old.close();
});

it('one text goes to so many people who have not written, and then its author waits in the queue', async () => {
  const devices = [await Device.connect(server.url, olga), await Device.connect(server.url, olga)];
  for (const { id } of artists) {
    const values = [conversationIdOf(olga.id, id), olga.id, id];
    await sql.query(`SELECT open_conversation($1, $2, $3, 'customer', NULL)`, values);
  }
  let sent = 0;
  /** As fast as the rates let somebody go on. */
  const send = async (to: number, content: string): Promise<string> => {
    const body = { type: 'text', clientMessageId: crypto.randomUUID(), content } as const;
    const params = { id: conversationIdOf(olga.id, artists[to]!.id) };
    let code = 'rate_limited';
    await until(async () => {
      const answer = await devices[sent++ % 2]!.call('sendMessage', { params, body });
      code = answer.ok ? 'ok' : answer.error.code;
      return code !== 'rate_limited';
    });
    return code;
  };
  // Names of numbers, signs and spaces make no other text.
  for (let to = 0; to < UNNOTICED + LIMITS.copies; to += 1) {
    expect(await send(to, `${OFFER} ${to}`)).toBe('ok');
  }
  const last = UNNOTICED + LIMITS.copies;
  expect(await send(last, OFFER)).toBe('too_many_copies');
  expect(await send(last + 1, OFFER.toUpperCase())).toBe('too_many_copies');
  expect(await send(last, 'Your work is lovely. Are you free in December?')).toBe('ok');
  // To whom it went already it may go again.
  expect(await send(last - 1, OFFER)).toBe('ok');

  const ada = await signInAdmin(server.url, people.ada);
  const queue = await callRoute(server.url, 'listReportQueue', { query: {} }, ada);
  expect(queue).toMatchObject({
    body: { reports: [{ reason: 'copies', reporter: null, reported: { id: olga.id } }] },
  });

  // Whoever has written is no crowd.
  const artist = await Device.connect(server.url, artists[last]!);
  const params = { id: conversationIdOf(olga.id, artists[last]!.id) };
  const body = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'Tell me more.' } as const;
  await artist.get('sendMessage', { params, body });
  artist.close();
  expect(await send(last, OFFER)).toBe('ok');
  await sql.query(`UPDATE copies SET at = at - interval '1 hour'`);
  expect(await send(last + 1, OFFER)).toBe('ok');
  for (const device of devices) device.close();
});
