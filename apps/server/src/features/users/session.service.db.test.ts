import { createTestDatabase, DEMO_PASSWORD, people, seedPeople, type TestDatabase } from '@duet/testkit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../platform/postgres/database.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { openDatabase, openPeople, origin, tokens } from './people.fixture.ts';
import { SessionRepository } from './session.repository.ts';
import type { SessionService } from './session.service.ts';

const { alice } = people;

let test: TestDatabase;
let admin: pg.Client;
let database: Database;
let now: Date;
let kicked: unknown[];

beforeAll(async () => {
  test = await createTestDatabase();
  await seedPeople(test.url);
  admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
  database = openDatabase(test.url);
});
afterAll(async () => {
  await database.close();
  await admin.end();
  await test.drop();
});
beforeEach(() => {
  now = new Date();
  kicked = [];
});
afterEach(() => admin.query('UPDATE users SET suspended_at = NULL; DELETE FROM sessions'));

/** A service with nothing remembered, as after a restart or on another node. */
const open = (): SessionService => openPeople(database, { clock: () => now, kicked }).sessions;

const signIn = (service = open()) => service.signIn(alice.email, DEMO_PASSWORD, origin);
const wait = (seconds: number) => void (now = new Date(now.getTime() + seconds * 1_000));
const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe('signing in', () => {
  it('opens a session of 30 days and answers who it is', async () => {
    const { accessToken, user } = await signIn();
    expect(user).toEqual({
      id: alice.id,
      name: 'Alice',
      email: alice.email,
      roles: ['customer'],
      timeZone: 'UTC',
      settings: { readReceipts: true, showPresence: true },
    });
    const { rows } = await admin.query<{ id: string; days: number; device: string }>(
      'SELECT id, extract(day FROM expires_at - created_at)::integer AS days, device FROM sessions',
    );
    expect(rows).toEqual([{ id: rows[0]?.id, days: 30, device: 'a test' }]);
    expect(await open().authenticate(accessToken)).toEqual({
      userId: alice.id,
      sessionId: rows[0]?.id,
      roles: ['customer'],
    });
  });

  it('does not care for the case of an address, nor for how its password is composed', async () => {
    const { user } = await open().signIn('ALICE@Duet.Example', DEMO_PASSWORD, origin);
    expect(user.id).toBe(alice.id);
    expect(await verifyPassword(await hashPassword('pâte'), 'pa\u0302te')).toBe(true);
  });

  it('answers alike whether the address, the password or the person is wrong', async () => {
    await admin.query('UPDATE users SET suspended_at = now() WHERE id = $1', [people.carol.id]);
    const attempts = [
      ['nobody@duet.example', DEMO_PASSWORD],
      [alice.email, 'duet-dem0'],
      [people.carol.email, DEMO_PASSWORD],
      ["' OR 1=1 --", DEMO_PASSWORD],
      ['alice_duet.example', DEMO_PASSWORD],
    ];
    for (const [email = '', password = ''] of attempts) {
      await expect(open().signIn(email, password, origin)).rejects.toEqual(refused('invalid_credentials'));
    }
    expect((await admin.query('SELECT FROM sessions')).rowCount).toBe(0);
  });

  it('does the same work for an address nobody has', async () => {
    const hashed = await hashPassword('a password');
    // CPU time of all threads: it does not depend on what else runs on the machine.
    const work = { known: 0, unknown: 0 };
    for (let round = 0; round < 7; round += 1) {
      for (const [who, hash] of [
        ['known', hashed],
        ['unknown', undefined],
      ] as const) {
        const before = process.cpuUsage();
        expect(await verifyPassword(hash, 'wrong')).toBe(false);
        work[who] += process.cpuUsage(before).user;
      }
    }
    expect(work.unknown).toBeGreaterThan(work.known / 2);
    expect(work.unknown).toBeLessThan(work.known * 2);
  });

  it('turns a flood away instead of letting it wait', async () => {
    const hashed = await hashPassword('a password');
    const results = await Promise.allSettled(
      Array.from({ length: 110 }, () => verifyPassword(hashed, 'wrong')),
    );
    const busy = results.filter(({ status }) => status === 'rejected');
    expect(busy.length).toBe(8);
    expect(busy[0]).toMatchObject({ reason: refused('busy') });
    expect(await verifyPassword(hashed, 'a password')).toBe(true);
  });
});

describe('refreshing', () => {
  it('goes from pair to pair, and only hashes are stored', async () => {
    const service = open();
    const first = await signIn(service);
    wait(60);
    const second = await service.refresh(first.refreshToken, origin.address);
    wait(60);
    const third = await service.refresh(second.refreshToken, origin.address);
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(await service.authenticate(third.accessToken)).toMatchObject({ userId: alice.id });
    const { rows } = await admin.query<{ text: string }>('SELECT sessions::text AS text FROM sessions');
    for (const { refreshToken } of [first, second, third]) {
      const [, , secret] = refreshToken.split('.');
      expect(rows[0]?.text).not.toContain(secret);
    }
  });

  it('answers the same pair again within 30 seconds, on any node', async () => {
    const first = await signIn();
    wait(60);
    const second = await open().refresh(first.refreshToken, origin.address);
    wait(30);
    expect(await open().refresh(first.refreshToken, origin.address)).toEqual(second);
    await open().refresh(second.refreshToken, origin.address);
    expect(kicked).toEqual([]);
  });

  it('answers one pair to many who refresh at once', async () => {
    const { refreshToken } = await signIn();
    const pairs = await Promise.all(
      Array.from({ length: 20 }, () => open().refresh(refreshToken, origin.address)),
    );
    expect(new Set(pairs.map((pair) => JSON.stringify(pair))).size).toBe(1);
    expect((await admin.query('SELECT generation FROM sessions')).rows).toEqual([{ generation: 1 }]);
  });

  it.each([
    ['the previous token after the grace', 1, 31],
    ['an older token, at any time', 2, 1],
  ])('J7 ends the family on %s', async (_name, generations, seconds) => {
    const service = open();
    const first = await signIn(service);
    const { sessionId } = await service.authenticate(first.accessToken);
    let latest: { accessToken: string; refreshToken: string } = first;
    for (let round = 0; round < generations; round += 1)
      latest = await service.refresh(latest.refreshToken, origin.address);
    wait(seconds);
    await expect(service.refresh(first.refreshToken, origin.address)).rejects.toEqual(
      refused('refresh_invalid'),
    );
    expect(kicked).toEqual([[sessionId, 'revoked']]);
    await expect(service.refresh(latest.refreshToken, origin.address)).rejects.toEqual(
      refused('refresh_invalid'),
    );
    await expect(service.authenticate(latest.accessToken)).rejects.toEqual(refused('session_revoked'));
    const { rows } = await admin.query('SELECT revoked_reason FROM sessions');
    expect(rows).toEqual([{ revoked_reason: 'refresh_reused' }]);
  });

  it('ends nothing on a forged token', async () => {
    const { refreshToken } = await signIn();
    const forged = refreshToken.replace(/\.0\./, '.1.');
    await expect(open().refresh(forged, origin.address)).rejects.toEqual(refused('refresh_invalid'));
    await open().refresh(refreshToken, origin.address);
  });

  it.each([
    ['signed out', "UPDATE sessions SET revoked_at = now(), revoked_reason = 'signed_out'"],
    ['expired', "UPDATE sessions SET expires_at = now() - interval '1 second'"],
    ['gone', 'DELETE FROM sessions'],
    ['of somebody suspended', 'UPDATE users SET suspended_at = now()'],
  ])('is refused to a session that is %s', async (_name, change) => {
    const { refreshToken } = await signIn();
    await admin.query(change);
    await expect(open().refresh(refreshToken, origin.address)).rejects.toEqual(refused('refresh_invalid'));
  });

  it('does not make the session longer', async () => {
    const service = open();
    let pair: { refreshToken: string } = await signIn(service);
    for (let day = 0; day < 29; day += 1) {
      wait(86_400);
      pair = await service.refresh(pair.refreshToken, origin.address);
    }
    wait(86_401);
    await expect(service.refresh(pair.refreshToken, origin.address)).rejects.toEqual(
      refused('refresh_invalid'),
    );
  });
});

describe('a session', () => {
  it('ends by signing out, at once where it happened', async () => {
    const service = open();
    const { accessToken } = await signIn(service);
    const actor = await service.authenticate(accessToken);
    await service.signOut(actor);
    expect(kicked).toEqual([[actor.sessionId, 'signed_out']]);
    await expect(service.authenticate(accessToken)).rejects.toEqual(refused('session_revoked'));
    await expect(service.checkSession(actor)).rejects.toEqual(refused('session_revoked'));
  });

  it('J9 is nobody when its row is gone or belongs to somebody else', async () => {
    const { accessToken } = await signIn();
    const { sessionId } = await open().authenticate(accessToken);
    const stolen = await tokens.signAccess({ userId: people.bruno.id, sessionId }, now);
    await expect(open().authenticate(stolen)).rejects.toEqual(refused('token_invalid'));
    await admin.query('DELETE FROM sessions');
    await expect(open().authenticate(accessToken)).rejects.toEqual(refused('token_invalid'));
  });

  it('is known for two seconds at most: roles and suspension take effect elsewhere too', async () => {
    const service = open();
    const { accessToken } = await signIn(service);
    const actor = await service.authenticate(accessToken);
    await admin.query("UPDATE users SET roles = '{customer,artist}' WHERE id = $1", [alice.id]);
    await expect
      .poll(() => service.checkSession(actor), { timeout: 3_000 })
      .toMatchObject({ roles: ['customer', 'artist'] });
    await admin.query("UPDATE users SET roles = '{customer}', suspended_at = now() WHERE id = $1", [
      alice.id,
    ]);
    await expect
      .poll(() => service.checkSession(actor).catch((error: unknown) => error), { timeout: 3_000 })
      .toEqual(refused('session_revoked'));
  });

  it('that is over is found among others, with its reason', async () => {
    const service = open();
    const actors = await Promise.all(
      Array.from({ length: 5 }, async () => service.authenticate((await signIn(service)).accessToken)),
    );
    const [out, reused, expired, gone, alive] = actors.map(({ sessionId }) => sessionId);
    await service.signOut(actors[0]!);
    await admin.query(
      "UPDATE sessions SET revoked_at = now(), revoked_reason = 'refresh_reused' WHERE id = $1",
      [reused],
    );
    await admin.query("UPDATE sessions SET expires_at = now() - interval '1 day' WHERE id = $1", [expired]);
    await admin.query('DELETE FROM sessions WHERE id = $1', [gone]);
    const { ended } = await service.findEndedSessions([out!, reused!, expired!, gone!, alive!]);
    expect(new Map(ended.map(({ sessionId, reason }) => [sessionId, reason]))).toEqual(
      new Map([
        [out, 'signed_out'],
        [reused, 'revoked'],
        [expired, 'expired'],
        [gone, 'revoked'],
      ]),
    );
  });
});

describe('old sessions', () => {
  it('are deleted 90 days after their time was up, a piece at a time, and end what they ended until then', async () => {
    const rows = ['89 days', '91 days', '92 days', '93 days', '-1 days'];
    for (const age of rows) {
      await admin.query(
        `INSERT INTO sessions (id, user_id, refresh_hash, device, expires_at, revoked_at, revoked_reason)
         VALUES (gen_random_uuid(), $1, '', $2, now() - $2::text::interval, now(), 'refresh_reused')`,
        [alice.id, age],
      );
    }
    const { refreshToken } = await signIn();
    const repository = new SessionRepository(database);
    expect(await repository.trimSessions(now, 2)).toBe(2);
    expect(await repository.trimSessions(now, 2)).toBe(1);
    expect(await repository.trimSessions(now, 2)).toBe(0);
    const left = await admin.query<{ device: string }>('SELECT device FROM sessions ORDER BY expires_at');
    expect(left.rows.map(({ device }) => device)).toEqual(['89 days', '-1 days', 'a test']);
    await open().refresh(refreshToken, origin.address);
  });

  it('are gone for whoever still has their token', async () => {
    const { accessToken, refreshToken } = await signIn();
    wait(121 * 24 * 3_600);
    await new SessionRepository(database).trimSessions(now, 10);
    await expect(open().refresh(refreshToken, origin.address)).rejects.toEqual(refused('refresh_invalid'));
    await expect(open().authenticate(accessToken)).rejects.toEqual(refused('token_expired'));
  });
});
