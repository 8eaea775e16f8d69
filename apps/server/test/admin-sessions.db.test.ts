import { API_PREFIX, CSRF_HEADER, type RouteName } from '@duet/contract';
import {
  addPeople,
  callRoute,
  DEMO_PASSWORD,
  Device,
  people,
  person,
  signInAdmin,
  startTestServer,
  type AdminCredentials,
  type TestServer,
} from '@duet/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const vera = person('01900000-0000-7000-8000-00000000fe2a', 'Vera', ['viewer', 'customer']);

let server: TestServer;
let sql: pg.Client;
let ada: AdminCredentials;
beforeAll(async () => {
  server = await startTestServer();
  sql = new pg.Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, [vera]);
  ada = await signInAdmin(server.url, people.ada);
});
afterAll(async () => {
  await sql.end();
  await server.stop();
});

const as = (who: AdminCredentials | string | undefined, name: RouteName = 'getAdminSession') =>
  callRoute(server.url, name, {}, who);
const codeOf = async (answer: Promise<{ ok: boolean; error?: { code: string } }>) =>
  (await answer).error?.code;

async function entries(action: string): Promise<Record<string, unknown>[]> {
  const { rows } = await sql.query<Record<string, unknown>>(
    'SELECT actor_id, actor_roles, outcome, details FROM audit_log WHERE action = $1 ORDER BY seq',
    [action],
  );
  return rows;
}

describe('signing in to the dashboard', () => {
  it('gives a cookie that is sent to this host alone, over TLS, and to no script', async () => {
    const response = await fetch(`${server.url}${API_PREFIX}/admin/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: people.ada.email, password: DEMO_PASSWORD }),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-duet-admin=[\w.-]+; Path=\/; Max-Age=28800; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(await as(ada)).toMatchObject({
      body: {
        administrator: { name: 'Ada', roles: ['owner'], permissions: ['find', 'open', 'act', 'audit'] },
      },
    });
  });

  it('is written down, also where somebody is not let in', async () => {
    const { email } = people.alice;
    const asAlice = callRoute(server.url, 'adminSignIn', { body: { email, password: DEMO_PASSWORD } });
    expect(await codeOf(asAlice)).toBe('invalid_credentials');
    expect((await entries('admin.sign_in')).slice(-1)).toEqual([
      { actor_id: people.alice.id, actor_roles: '', outcome: 'refused', details: {} },
    ]);
  });

  it('opens nothing of the app, and the app’s sign-in nothing of it: R33', async () => {
    expect(await codeOf(as(ada, 'getMe'))).toBe('auth_required');
    const device = await Device.connect(server.url, people.ada);
    expect(await codeOf(as(device.accessToken))).toBe('forbidden');
    expect((await entries('admin.refused')).slice(-1)).toEqual([
      {
        actor_id: people.ada.id,
        actor_roles: 'owner',
        outcome: 'refused',
        details: { route: 'getAdminSession' },
      },
    ]);
    device.close();
  });
});

describe('a request that changes something', () => {
  it.each<[string, (of: AdminCredentials) => string]>([
    ['no token', () => ''],
    ['a token of nobody', () => 'x'.repeat(43)],
    ['the cookie as its token', ({ cookie }) => cookie.split('.')[1]!],
  ])('is refused with %s of the page', async (_what, tokenOf) => {
    const forged = { cookie: ada.cookie, csrfToken: tokenOf(ada) };
    expect(await codeOf(as(forged, 'adminSignOut'))).toBe('csrf_invalid');
    expect((await as(forged)).status).toBe(200);
  });

  it('is refused with the token of another session', async () => {
    const { csrfToken } = await signInAdmin(server.url, people.ada);
    expect(await codeOf(as({ ...ada, csrfToken }, 'adminSignOut'))).toBe('csrf_invalid');
  });
});

describe('a session of the dashboard', () => {
  it.each([
    '__Host-duet-admin=',
    '__Host-duet-admin=x.y',
    `__Host-duet-admin=${people.ada.id}.${'x'.repeat(43)}`,
  ])('is not opened by %s', async (cookie) => {
    expect(await codeOf(as({ cookie, csrfToken: '' }))).toBe('token_invalid');
  });

  it('is not opened by another’s secret', async () => {
    const other = await signInAdmin(server.url, people.ada);
    const cookie = [ada.cookie.split('.')[0], other.cookie.split('.')[1]].join('.');
    expect(await codeOf(as({ ...ada, cookie }))).toBe('token_invalid');
  });

  it('is told with the others, and can be ended by them', async () => {
    const other = await signInAdmin(server.url, people.ada);
    const answer = await callRoute(server.url, 'listAdminSessions', {}, other);
    if (!answer.ok) throw new Error(answer.error.code);
    const { sessions } = answer.body;
    const current = sessions.find((session) => session.current)!;
    expect(other.cookie).toContain(current.id);
    const params = { id: current.id };
    expect((await callRoute(server.url, 'endAdminSession', { params }, ada)).status).toBe(204);
    expect(await codeOf(as(other))).toBe('session_revoked');
    expect(await codeOf(callRoute(server.url, 'endAdminSession', { params }, ada))).toBe('session_not_found');
  });

  it('ends with its signing out, which takes the cookie back', async () => {
    const other = await signInAdmin(server.url, people.ada);
    const response = await fetch(`${server.url}${API_PREFIX}/admin/session`, {
      method: 'DELETE',
      headers: { cookie: other.cookie, [CSRF_HEADER]: other.csrfToken },
    });
    expect([response.status, response.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^__Host-duet-admin=; Path=\/; Max-Age=0;/),
    ]);
    expect(await codeOf(as(other))).toBe('session_revoked');
  });

  it('ends with all of its person’s sessions', async () => {
    const device = await Device.connect(server.url, vera);
    const session = await signInAdmin(server.url, vera);
    expect((await as(session)).status).toBe(200);
    await device.get('logoutEverywhere');
    expect(await codeOf(as(session))).toBe('session_revoked');
    device.close();
  });
});

it('has a host name of its own, where there is one', async () => {
  const apart = await startTestServer({
    databaseUrl: server.databaseUrl,
    env: { ADMIN_ORIGIN: 'https://admin.example' },
  });
  await expect(signInAdmin(apart.url, people.ada)).rejects.toThrow('not_found');
  expect(await codeOf(callRoute(apart.url, 'getAdminSession', {}, ada))).toBe('not_found');
  await apart.stop();
});

it('I15 lets nobody in when that cannot be written down', async () => {
  await sql.query('ALTER FUNCTION append_audit_entry RENAME TO append_nothing');
  await expect(signInAdmin(server.url, people.ada)).rejects.toThrow('audit_unavailable');
  const device = await Device.connect(server.url, people.carol);
  expect(await codeOf(as(device.accessToken))).toBe('audit_unavailable');
  device.close();
  await sql.query('ALTER FUNCTION append_nothing RENAME TO append_audit_entry');
});
