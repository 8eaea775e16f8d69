import {
  createTestDatabase,
  DEMO_PASSWORD,
  people,
  seedPeople,
  startFaultProxy,
  until,
  type FaultProxy,
  type TestDatabase,
} from '@duet/testkit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Actor, SessionMoment } from '../../platform/actor.ts';
import type { Database } from '../../platform/postgres/database.ts';
import {
  closeEverything,
  collect,
  connect,
  CONVERSATION,
  startSockets,
} from '../../realtime/sockets.fixture.ts';
import { openDatabase, openPeople, origin } from './people.fixture.ts';

let test: TestDatabase;
let proxy: FaultProxy;
let admin: pg.Client;
/** The node that follows has its database behind a proxy; the one where sessions end has not. */
let followers: Database;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  await seedPeople(test.url);
  proxy = await startFaultProxy(test.url);
  admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
  followers = openDatabase(proxy.url);
  database = openDatabase(test.url);
});
afterEach(closeEverything);
afterAll(async () => {
  await Promise.all([followers.close(), database.close(), admin.end()]);
  await proxy.close();
  await test.drop();
});

/** Where sessions begin and end. */
const elsewhere = () => openPeople(database).sessions;

async function open(email: string): Promise<{ actor: Actor; accessToken: string }> {
  const { accessToken } = await elsewhere().signIn(email, DEMO_PASSWORD, origin);
  return { accessToken, actor: await elsewhere().authenticate(accessToken) };
}

/** A node that looks when it is told to. */
async function follow(clock?: () => Date) {
  const { sessions } = openPeople(database, clock && { clock });
  let { until: since } = await sessions.findEndedSessions([]);
  return async () => {
    const look = await sessions.findEndedSessions([], since);
    since = look.until;
    return look.ended;
  };
}

it('finds what ended since the last look, once, and nothing else', async () => {
  const [{ actor }, other] = [await open(people.alice.email), await open(people.alice.email)];
  const look = await follow();
  const rotated = await elsewhere().signIn(people.bruno.email, DEMO_PASSWORD, origin);
  await elsewhere().refresh(rotated.refreshToken, origin.address);
  expect(await look()).toEqual([]);
  await elsewhere().signOut(actor);
  expect(await look()).toEqual([{ sessionId: actor.sessionId, reason: 'signed_out' }]);
  await elsewhere().changePassword(other.actor, DEMO_PASSWORD, DEMO_PASSWORD, origin.address);
  expect(await look()).toEqual([]);
});

it('skips none that ends in a transaction which commits late', async () => {
  const [early, late] = [await open(people.alice.email), await open(people.bruno.email)];
  const look = await follow();
  await admin.query('BEGIN');
  await admin.query("SELECT end_sessions($1, $2, NULL, 'signed_out', now())", [
    late.actor.userId,
    late.actor.sessionId,
  ]);
  await elsewhere().signOut(early.actor);
  expect(await look()).toEqual([{ sessionId: early.actor.sessionId, reason: 'signed_out' }]);
  expect(await look()).toEqual([]);
  await admin.query('COMMIT');
  expect(await look()).toEqual([{ sessionId: late.actor.sessionId, reason: 'signed_out' }]);
});

it('finds a session in the look after its time was up', async () => {
  const { actor } = await open(people.alice.email);
  let now = new Date();
  const look = await follow(() => now);
  const thirtyDays = 30 * 24 * 3_600_000;
  now = new Date(now.getTime() + thirtyDays - 60_000);
  expect(await look()).not.toContainEqual({ sessionId: actor.sessionId, reason: 'expired' });
  now = new Date(now.getTime() + 120_000);
  expect(await look()).toContainEqual({ sessionId: actor.sessionId, reason: 'expired' });
  expect(await look()).toEqual([]);
});

it('says so when more has ended than it can tell', async () => {
  const { actor } = await open(people.alice.email);
  await admin.query(
    `INSERT INTO sessions (id, user_id, refresh_hash, device, expires_at)
     SELECT gen_random_uuid(), $1, '', '', now() + interval '1 day' FROM generate_series(1, 5000)`,
    [actor.userId],
  );
  const { until: since } = await elsewhere().findEndedSessions([]);
  await elsewhere().signOutEverywhere(actor);
  const look = await elsewhere().findEndedSessions([actor.sessionId], since);
  expect(look.until).toBeUndefined();
  expect(look.ended).toContainEqual({ sessionId: actor.sessionId, reason: 'signed_out' });
});

it('says so when the database has gone back', async () => {
  const ahead: SessionMoment = { snapshot: '9000000000:9000000000:', at: new Date() };
  expect(await elsewhere().findEndedSessions([], ahead)).toEqual({ ended: [], until: undefined });
});

it('sends nothing on to anybody while the database is frozen, and then only to those who still may have it', async () => {
  const trustMs = 300;
  const { service, url } = await startSockets({
    authenticator: openPeople(followers).sessions,
    timing: { sessionLookMs: 50, sessionTrustMs: trustMs },
  });
  const [alice, bruno] = [await open(people.alice.email), await open(people.bruno.email)];
  const devices = [await connect(url, alice.accessToken), await connect(url, bruno.accessToken)] as const;
  const [hers, his] = devices.map((device) => collect<{ userId: string }>(device, 'user:typing'));
  const revoked = collect(devices[0], 'session:revoked');

  // Content that comes from another node, over a bus that the frozen database does not stop.
  let published = 0;
  const publish = () => {
    published += 1;
    const userId = `00000000-0000-7000-8000-${String(published).padStart(12, '0')}`;
    const payload = { conversationId: CONVERSATION, userId, typing: true };
    for (const { actor } of [alice, bruno]) service.publish(actor.userId, 'user:typing', payload);
  };
  publish();
  await until(() => hers?.length === 1 && his?.length === 1);

  proxy.set({ stopWriting: 'all' });
  const frozen = performance.now();
  await elsewhere().signOut(alice.actor);
  await until(() => performance.now() - frozen > trustMs + 100);
  const heardBefore = [hers?.length, his?.length];
  for (let n = 0; n < 20; n += 1) publish();
  // Whoever answers now has got all that was sent before.
  await Promise.all(devices.map((device) => device.timeout(5_000).emitWithAck('nobody:knows', {})));
  expect([hers?.length, his?.length]).toEqual(heardBefore);

  proxy.set({});
  await until(() => his?.length === published && !devices[0].connected, { timeout: 10_000 });
  expect(his?.map(({ userId }) => Number(userId.slice(-12)))).toEqual(
    Array.from({ length: published }, (_, n) => n + 1),
  );
  expect([hers?.length, revoked]).toEqual([heardBefore[0], [{ reason: 'signed_out' }]]);
  expect(devices[1].connected).toBe(true);
});
