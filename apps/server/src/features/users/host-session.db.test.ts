import { createTestDatabase, type TestDatabase } from '@duet/testkit';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../platform/postgres/database.ts';
import { openDatabase, openPeople } from './people.fixture.ts';
import type { HostToken } from './session.repository.ts';

const MINUTE = 60_000;
const start = Date.parse('2026-05-01T12:00:00Z');

let test: TestDatabase;
let admin: pg.Client;
let database: Database;
let now: Date;
let userId: string;
let subject: string;

beforeAll(async () => {
  test = await createTestDatabase();
  admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
  database = openDatabase(test.url);
});
afterAll(async () => {
  await database.close();
  await admin.end();
  await test.drop();
});
beforeEach(async () => {
  now = new Date(start);
  userId = uuidv7();
  subject = `host-${userId}`;
  await admin.query(
    `INSERT INTO users (id, issuer, external_id, name, roles) VALUES ($1, 'https://host.example', $2, 'Dora', '{artist}')`,
    [userId, subject],
  );
});

const open = () => openPeople(database, { clock: () => now });
const wait = (ms: number) => void (now = new Date(now.getTime() + ms));
const revoked = expect.objectContaining({ code: 'session_revoked' }) as Error;

/** A token of the host, issued now and good for five minutes. */
const token = (change: Partial<HostToken> = {}): HostToken => ({
  issuer: 'https://host.example',
  subject,
  hostSession: undefined,
  issuedAt: now,
  expiresAt: new Date(now.getTime() + 5 * MINUTE),
  ...change,
});

async function rows(): Promise<{ id: string; expires_at: Date; device: string }[]> {
  const found = await admin.query<{ id: string; expires_at: Date; device: string }>(
    'SELECT id, expires_at, device FROM sessions WHERE user_id = $1 ORDER BY created_at',
    [userId],
  );
  return found.rows;
}

it('opens a session at first sight, one for all tokens of one session, on any node', async () => {
  const actor = await open().sessions.openHostSession(token(), 'a phone');
  expect(actor).toEqual({ userId, sessionId: actor?.sessionId, roles: ['artist'] });
  const { sessions } = open();
  for (let round = 0; round < 3; round += 1) {
    expect(await sessions.openHostSession(token(), 'a phone')).toEqual(actor);
  }
  const found = await Promise.all(
    Array.from({ length: 20 }, () => open().sessions.openHostSession(token(), '')),
  );
  expect(new Set(found.map((one) => one?.sessionId))).toEqual(new Set([actor?.sessionId]));
  expect(await rows()).toEqual([
    { id: actor?.sessionId, device: 'a phone', expires_at: new Date(start + 6 * MINUTE) },
  ]);
});

it('tells the sessions apart that the host tells apart', async () => {
  const { sessions } = open();
  const phone = await sessions.openHostSession(token({ hostSession: 'phone' }), '');
  const tablet = await sessions.openHostSession(token({ hostSession: 'tablet' }), '');
  expect(phone?.sessionId).not.toBe(tablet?.sessionId);
  await sessions.signOut(phone!);
  await expect(sessions.openHostSession(token({ hostSession: 'phone' }), '')).rejects.toEqual(revoked);
  expect(await sessions.openHostSession(token({ hostSession: 'tablet' }), '')).toEqual(tablet);
});

it('knows nobody by a subject that has no person', async () => {
  expect(await open().sessions.openHostSession(token({ subject: 'nobody' }), '')).toBeUndefined();
  expect(await open().sessions.openHostSession(token({ issuer: 'duet' }), '')).toBeUndefined();
});

it('ends a minute after its last token, and a newer one, shown in time, keeps it alive', async () => {
  const { sessions } = open();
  const actor = await sessions.openHostSession(token(), '');
  wait(4 * MINUTE);
  const older = token();
  expect(await sessions.openHostSession(older, '')).toEqual(actor);
  wait(5 * MINUTE + 59_000);
  expect(await open().sessions.checkSession(actor!)).toEqual(actor);
  wait(1_000);
  await expect(open().sessions.checkSession(actor!)).rejects.toEqual(revoked);
  const { ended } = await open().sessions.findEndedSessions([actor!.sessionId]);
  expect(ended).toEqual([{ sessionId: actor!.sessionId, reason: 'expired' }]);
});

it('is not shortened by an older token', async () => {
  const { sessions } = open();
  await sessions.openHostSession(token({ expiresAt: new Date(start + 60 * MINUTE) }), '');
  await open().sessions.openHostSession(token(), '');
  expect(await rows()).toMatchObject([{ expires_at: new Date(start + 61 * MINUTE) }]);
});

it.each<[string, (node: ReturnType<typeof open>, sessionId: string) => Promise<unknown>]>([
  ['signing out', ({ sessions }, sessionId) => sessions.signOut({ userId, sessionId, roles: [] })],
  [
    'signing out everywhere',
    ({ sessions }, sessionId) => sessions.signOutEverywhere({ userId, sessionId, roles: [] }),
  ],
  ['a change of roles', ({ users }) => users.setRoles(userId, ['customer'])],
  ['suspension, taken back', ({ users }) => users.suspend(userId).then(() => users.unsuspend(userId))],
])(
  'after %s takes no token from before it, and opens another session for one from after',
  async (_name, end) => {
    // Suspension and roles have the clock of the process.
    now = new Date();
    const node = open();
    const before = token();
    const actor = await node.sessions.openHostSession(before, '');
    await end(node, actor!.sessionId);
    for (const { sessions } of [node, open()]) {
      await expect(sessions.openHostSession(before, '')).rejects.toEqual(revoked);
    }
    wait(MINUTE);
    const again = await node.sessions.openHostSession(token(), '');
    expect(again?.sessionId).not.toBe(actor?.sessionId);
    expect(await rows()).toHaveLength(2);
  },
);

it('opens nothing for somebody suspended, however new the token', async () => {
  const { sessions, users } = open();
  await users.suspend(userId);
  wait(24 * 60 * MINUTE);
  await expect(sessions.openHostSession(token(), '')).rejects.toEqual(revoked);
});
