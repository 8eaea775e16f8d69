import {
  callRoute,
  Device,
  people,
  startTestHost,
  startTestServer,
  until,
  type TestHost,
  type TestServer,
} from '@duet/testkit';
import type { JWTPayload } from 'jose';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let host: TestHost;
let server: TestServer;
let sql: Client;

beforeAll(async () => {
  host = await startTestHost();
  server = await startTestServer({ env: host.env });
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await server.stop();
  await host.stop();
});

const dora = { name: 'Dora', roles: ['artist'], sid: 'phone' };
const me = (token: string) => callRoute(server.url, 'getMe', {}, token);
const seconds = () => Math.floor(Date.now() / 1_000);
const codeOf = async (token: string) => {
  const answer = await me(token);
  return answer.ok ? 'ok' : `${answer.status} ${answer.error.code}`;
};
/** A device of Dora's; who she is in the test's own terms matters to nobody. */
const connect = async (claims: JWTPayload = {}) =>
  Device.open(server.url, people.bruno, await host.issue('dora', { ...dora, ...claims }));

describe('somebody with a token of the host', () => {
  it('is known from then on, over both transports and beside people of our own', async () => {
    const first = await me(await host.issue('dora', { ...dora, zoneinfo: 'Europe/Rome' }));
    expect(first).toMatchObject({
      status: 200,
      body: { user: { name: 'Dora', roles: ['artist'], timeZone: 'Europe/Rome', email: '' } },
    });
    const devices = await Promise.all(Array.from({ length: 5 }, () => connect({ zoneinfo: 'Europe/Rome' })));
    for (const device of devices) {
      expect(await device.get('getMe')).toEqual(first.ok && first.body);
      expect(await device.emit('connection:check', {})).toEqual({ ok: true, data: {} });
      device.close();
    }
    const alice = await Device.connect(server.url, people.alice);
    expect((await alice.call('getMe')).status).toBe(200);
    alice.close();
  });

  it.each<[string, JWTPayload, string]>([
    ['an end in the past', { exp: 1 }, '401 token_expired'],
    ['another audience', { aud: 'somebody' }, '401 token_invalid'],
    ['another issuer', { iss: 'https://evil.example' }, '401 token_invalid'],
    ['J9 an unknown id and no role', { sub: 'nobody', roles: [] }, '401 token_invalid'],
    ['an unknown id and an administrator’s role', { sub: 'nobody', roles: ['admin'] }, '401 token_invalid'],
    ['our own issuer', { iss: 'duet', sub: people.alice.id }, '401 token_invalid'],
  ])('is refused with %s', async (_name, claims, code) => {
    expect(await codeOf(await host.issue('dora', { ...dora, ...claims }))).toBe(code);
  });

  it('keeps the name they have, and talks on, when theirs has become one that looks like another', async () => {
    const now = seconds();
    await me(await host.issue('nina', { ...dora, name: 'Nina', iat: now - 60 }));
    const nina = await Device.open(
      server.url,
      people.bruno,
      await host.issue('nina', { ...dora, name: 'Nіnа', roles: ['customer'], sid: 'new' }),
    );
    expect(await nina.get('getMe')).toMatchObject({ user: { name: 'Nina', roles: ['customer'] } });
    nina.close();
    const stranger = await me(await host.issue('nobody', { ...dora, name: 'Nіnа' }));
    expect(stranger).toMatchObject({
      status: 401,
      error: { code: 'token_invalid', details: { reason: expect.stringContaining('name') as string } },
    });
  });

  it('is who the newest token says, until the integration API says it', async () => {
    const now = seconds();
    await me(await host.issue('eva', { ...dora, name: 'Eva', iat: now - 60 }));
    const newer = await me(
      await host.issue('eva', { ...dora, name: 'Ewa', roles: ['customer'], sid: 'new' }),
    );
    expect(newer).toMatchObject({ body: { user: { name: 'Ewa', roles: ['customer'] } } });
    const older = await me(await host.issue('eva', { ...dora, name: 'Eva', iat: now - 30, sid: 'old' }));
    expect(older).toMatchObject({ body: { user: { name: 'Ewa', roles: ['customer'] } } });
    await callRoute(
      server.url,
      'upsertHostUser',
      { params: { externalId: 'eva' }, body: { version: 1, name: 'E.', roles: ['customer'] } },
      host.integrationKey,
    );
    const last = await me(await host.issue('eva', { ...dora, name: 'Eva', sid: 'last' }));
    expect(last).toMatchObject({ body: { user: { name: 'E.', roles: ['customer'] } } });
  });

  it('signs out of one of the host’s sessions, which no token from before it opens again', async () => {
    const [phone, tablet] = [await connect(), await connect({ sid: 'tablet' })];
    expect((await phone.call('logout')).status).toBe(204);
    await until(() => !phone.connected);
    expect(phone.received('session:revoked')).toEqual([{ reason: 'signed_out' }]);
    expect(await codeOf(phone.accessToken)).toBe('401 session_revoked');
    expect(await codeOf(await host.issue('dora', { ...dora, iat: seconds() - 5 }))).toBe(
      '401 session_revoked',
    );
    expect(tablet.connected).toBe(true);
    tablet.close();
    await until(async () => (await codeOf(await host.issue('dora', dora))) === 'ok');
  });

  it('stays connected by showing the next token in time, and is cut a minute after the last one', async () => {
    const token = await host.issue('dora', { ...dora, sid: 'short', exp: seconds() + 2 });
    const [kept, left] = [
      await Device.open(server.url, people.bruno, token),
      await connect({ sid: 'left', exp: seconds() + 2 }),
    ];
    const next = await host.issue('dora', { ...dora, sid: 'short' });
    expect(await kept.emit('session:renew', { token: next })).toMatchObject({ ok: true });
    const another = await host.issue('dora', { ...dora, sid: 'another' });
    expect(await kept.emit('session:renew', { token: another })).toMatchObject({
      ok: false,
      error: { code: 'token_invalid' },
    });
    const { rows } = await sql.query<{ host_session: string; seconds: number }>(
      `SELECT host_session, extract(epoch FROM expires_at - now())::float8 AS seconds FROM sessions
       WHERE host_session IN ('short', 'left') ORDER BY host_session`,
    );
    expect(rows[0]!.seconds).toBeLessThan(63);
    expect(rows[1]!.seconds).toBeGreaterThan(300);
    // A minute is long for a test.
    await sql.query(
      `UPDATE sessions SET expires_at = now() + interval '2 seconds' WHERE host_session = 'left'`,
    );
    await until(() => !left.connected, { timeout: 10_000 });
    expect(left.received('session:revoked')).toEqual([{ reason: 'expired' }]);
    expect(kept.connected).toBe(true);
    kept.close();
  });
});

describe('the host’s servers', () => {
  const suspend = (version: number, suspended: boolean) =>
    callRoute(
      server.url,
      'upsertHostUser',
      { params: { externalId: 'dora' }, body: { version, name: 'Dora', roles: ['artist'], suspended } },
      host.integrationKey,
    );
  const end = (externalId: string) =>
    callRoute(server.url, 'endHostUserSessions', { params: { externalId } }, host.integrationKey);

  it('end all sessions of a person; tokens from before open none', async () => {
    const device = await connect();
    expect((await end('dora')).status).toBe(204);
    await until(() => !device.connected);
    expect(device.received('session:revoked')).toEqual([{ reason: 'revoked' }]);
    const stolen = await host.issue('dora', { ...dora, sid: 'never seen', iat: seconds() - 5 });
    expect(await codeOf(stolen)).toBe('401 session_revoked');
    await until(async () => (await codeOf(await host.issue('dora', dora))) === 'ok');
    expect((await end('dora')).status).toBe(204);
    expect(await end('nobody')).toMatchObject({ status: 404, error: { code: 'user_not_found' } });
  });

  it('suspend and readmit', async () => {
    await suspend(1, true);
    expect(await codeOf(await host.issue('dora', dora))).toBe('401 session_revoked');
    await suspend(2, false);
    await until(async () => (await codeOf(await host.issue('dora', dora))) === 'ok');
  });
});
