import {
  addPeople,
  callRoute,
  DEMO_PASSWORD,
  Device,
  person,
  startTestServer,
  until,
  type TestPerson,
  type TestServer,
} from '@duet/testkit';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../platform/actor.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { closeEverything, collect, openSocket } from '../../realtime/sockets.fixture.ts';
import { openDatabase, openPeople, origin } from './people.fixture.ts';

let server: TestServer;
let database: Database;
let admin: pg.Client;
/** A connection that holds a person's row while others want it. */
let holder: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  database = openDatabase(server.databaseUrl);
  admin = new pg.Client({ connectionString: server.databaseUrl });
  holder = new pg.Client({ connectionString: server.databaseUrl });
  await Promise.all([admin.connect(), holder.connect()]);
});
afterEach(closeEverything);
afterAll(async () => {
  await Promise.all([admin.end(), holder.end()]);
  await database.close();
  await server.stop();
});

async function newPerson(): Promise<TestPerson> {
  const id = uuidv7();
  const one = person(id, `Dora-${id}`, ['customer']);
  await addPeople(admin, [one]);
  return one;
}

/** Whom a device's access token is about. */
function actorOf({ accessToken, person: { id: userId, roles } }: Device): Actor {
  const claims = Buffer.from(accessToken.split('.')[1]!, 'base64url').toString();
  return { userId, sessionId: (JSON.parse(claims) as { sid: string }).sid, roles };
}

/** The other node: it has the database in common with the server, and nothing else. */
const elsewhere = () => openPeople(database);

type Ending = (device: Device, other: Device) => Promise<unknown>;

const endings: [string, 'signed_out' | 'revoked' | 'expired', Ending][] = [
  ['signing out', 'signed_out', (device) => elsewhere().sessions.signOut(actorOf(device))],
  [
    'signing out everywhere',
    'signed_out',
    (_device, other) => elsewhere().sessions.signOutEverywhere(actorOf(other)),
  ],
  [
    'signing it out from another device',
    'signed_out',
    (device, other) => elsewhere().sessions.endSession(actorOf(other), actorOf(device).sessionId),
  ],
  [
    'a change of the password',
    'revoked',
    (_device, other) =>
      elsewhere().sessions.changePassword(actorOf(other), DEMO_PASSWORD, 'a new password', origin.address),
  ],
  ['suspension', 'revoked', (device) => elsewhere().users.suspend(device.person.id)],
  ['a change of roles', 'revoked', (device) => elsewhere().users.setRoles(device.person.id, ['artist'])],
  [
    'the end of its time',
    'expired',
    (device) =>
      admin.query("UPDATE sessions SET expires_at = now() + interval '500 ms' WHERE id = $1", [
        actorOf(device).sessionId,
      ]),
  ],
];

describe('I14: within five seconds, for the silent too, a session is over everywhere after', () => {
  it.each(endings)('%s on another node', async (_name, reason, end) => {
    const someone = await newPerson();
    const [phone, other] = [
      await Device.connect(server.url, someone),
      await Device.connect(server.url, someone),
    ];
    const polling = openSocket(server.url, phone.accessToken, { transports: ['polling'] });
    const revoked = collect(polling, 'session:revoked');
    await until(() => polling.connected);
    expect((await phone.call('getMe')).status).toBe(200);

    const before = performance.now();
    await end(phone, other);
    await until(async () => (await phone.call('getMe')).status === 401);
    await until(() => !phone.connected && !polling.connected);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect([phone.events, revoked]).toEqual([
      [{ event: 'session:revoked', payload: { reason } }],
      [{ reason }],
    ]);
    expect(await phone.call('getMe')).toMatchObject({ error: { code: 'session_revoked' } });
    expect(
      await callRoute(server.url, 'refresh', { body: { refreshToken: phone.refreshToken } }),
    ).toMatchObject({ status: 401, error: { code: 'refresh_invalid' } });
    other.close();
  });

  it('J7 the use of an old refresh token', async () => {
    const device = await Device.connect(server.url, await newPerson());
    const refresh = (refreshToken: string) => callRoute(server.url, 'refresh', { body: { refreshToken } });
    let { refreshToken } = device;
    for (let round = 0; round < 2; round += 1) {
      const answer = await refresh(refreshToken);
      if (!answer.ok) throw new Error(answer.error.code);
      ({ refreshToken } = answer.body);
    }
    expect((await refresh(device.refreshToken)).status).toBe(401);
    await until(() => !device.connected);
    expect(device.events).toEqual([{ event: 'session:revoked', payload: { reason: 'revoked' } }]);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect(server.log()).toContain('refresh token reused, session ended');
  });
});

describe('the routes', () => {
  it('logoutEverywhere ends all sessions of the person, this one too', async () => {
    const someone = await newPerson();
    const devices = await Promise.all([1, 2, 3].map(() => Device.connect(server.url, someone)));
    expect((await devices[0]!.call('logoutEverywhere')).status).toBe(204);
    await until(() => devices.every(({ connected }) => !connected));
    for (const device of devices) {
      expect(device.received('session:revoked')).toEqual([{ reason: 'signed_out' }]);
      expect(await device.call('getMe')).toMatchObject({ status: 401, error: { code: 'session_revoked' } });
    }
    (await Device.connect(server.url, someone)).close();
  });

  it('listSessions and endSession show the own devices and end one of them', async () => {
    const [someone, stranger] = [await newPerson(), await newPerson()];
    const phone = await Device.connect(server.url, someone);
    const tablet = await Device.connect(server.url, someone);
    const theirs = await Device.connect(server.url, stranger);
    const ids = [tablet, phone].map((device) => actorOf(device).sessionId);

    const { sessions } = await phone.get('listSessions');
    expect(sessions.map(({ id, current }) => [id, current])).toEqual([
      [ids[0], false],
      [ids[1], true],
    ]);
    const end = (id: string) => phone.call('endSession', { params: { id } });
    expect((await end(ids[0]!)).status).toBe(204);
    await until(() => !tablet.connected);
    expect((await phone.get('listSessions')).sessions).toHaveLength(1);
    for (const id of [ids[0]!, actorOf(theirs).sessionId, uuidv7()]) {
      expect(await end(id)).toMatchObject({ status: 404, error: { code: 'session_not_found' } });
    }
    expect(phone.connected && theirs.connected).toBe(true);
    phone.close();
    theirs.close();
  });

  it('changePassword keeps this session, ends the others, and the old password is worth nothing', async () => {
    const someone = await newPerson();
    const { email } = someone;
    const [phone, tablet] = [
      await Device.connect(server.url, someone),
      await Device.connect(server.url, someone),
    ];
    const change = (currentPassword: string, newPassword: string) =>
      phone.call('changePassword', { body: { currentPassword, newPassword } });
    expect(await change('not it', 'a new password')).toMatchObject({
      status: 422,
      error: { code: 'wrong_password' },
    });
    expect(await change(DEMO_PASSWORD, 'short')).toMatchObject({
      status: 400,
      error: { code: 'validation_failed' },
    });
    expect((await change(DEMO_PASSWORD, 'a new password')).status).toBe(204);
    await until(() => !tablet.connected);
    expect(tablet.received('session:revoked')).toEqual([{ reason: 'revoked' }]);
    expect(phone.connected).toBe(true);
    expect((await phone.call('getMe')).status).toBe(200);

    const signIn = (password: string) => callRoute(server.url, 'login', { body: { email, password } });
    expect((await signIn(DEMO_PASSWORD)).status).toBe(401);
    expect((await signIn('a new password')).status).toBe(200);
    phone.close();
  });
});

describe('authority', () => {
  it('of a suspended person comes back with the next sign-in after it is taken back', async () => {
    const someone = await newPerson();
    const signIn = () => elsewhere().sessions.signIn(someone.email, DEMO_PASSWORD, origin);
    await elsewhere().users.suspend(someone.id);
    await expect(signIn()).rejects.toMatchObject({ code: 'invalid_credentials' });
    await elsewhere().users.unsuspend(someone.id);
    await signIn();
  });

  it('ends with the change of roles and not with their repetition', async () => {
    const someone = await newPerson();
    const device = await Device.connect(server.url, someone);
    const { users, sessions } = elsewhere();
    expect(await users.setRoles(someone.id, ['customer', 'customer'])).toMatchObject({ roles: ['customer'] });
    await sessions.checkSession(actorOf(device));
    expect(await users.setRoles(someone.id, ['artist', 'customer'])).toMatchObject({
      roles: ['artist', 'customer'],
    });
    await expect(elsewhere().sessions.checkSession(actorOf(device))).rejects.toMatchObject({
      code: 'session_revoked',
    });
    const again = await Device.connect(server.url, someone);
    expect(await again.get('getMe')).toMatchObject({ user: { roles: ['artist', 'customer'] } });
    again.close();
  });

  it('cannot be changed of nobody', async () => {
    const { users } = elsewhere();
    const unknown = { code: 'user_not_found' };
    await expect(users.suspend(uuidv7())).rejects.toMatchObject(unknown);
    await expect(users.unsuspend(uuidv7())).rejects.toMatchObject(unknown);
    await expect(users.setRoles(uuidv7(), [])).rejects.toMatchObject(unknown);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    [
      'a new password',
      (id) =>
        elsewhere().sessions.changePassword(
          { userId: id, sessionId: uuidv7(), roles: [] },
          DEMO_PASSWORD,
          'a new password',
          origin.address,
        ),
    ],
    ['suspension', (id) => elsewhere().users.suspend(id)],
  ])('%s leaves no session behind that was being opened meanwhile', async (_name, change) => {
    const someone = await newPerson();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [someone.id]);
    const waiting = (count: number) =>
      until(async () => {
        const { rowCount } = await admin.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rowCount === count;
      });
    const changed = change(someone.id);
    await waiting(1);
    const opened = elsewhere().sessions.signIn(someone.email, DEMO_PASSWORD, origin);
    const outcome = expect(opened).rejects.toMatchObject({ code: 'invalid_credentials' });
    await waiting(2);
    await holder.query('COMMIT');
    await changed;
    await outcome;
    const { rowCount } = await admin.query('SELECT FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [
      someone.id,
    ]);
    expect(rowCount).toBe(0);
  });
});
