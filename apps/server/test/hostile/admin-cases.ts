import assert from 'node:assert/strict';
import { ADMIN_COOKIE, CSRF_HEADER, type AdminSession } from '@duet/contract';
import { assertRefused, rest, type HostileCase } from './hostile-case.ts';
import type { World } from './world.ts';

interface Browser {
  readonly cookie: string;
  readonly csrfToken: string;
}

/** An administrator's browser. */
async function signIn(world: World): Promise<Browser> {
  const { status, headers, body } = await world.askPatiently({
    method: 'POST',
    path: './admin/session',
    body: world.target.admin,
  });
  assert.equal(status, 201, body);
  const [cookie = '', ...attributes] = (headers['set-cookie'] ?? '').split('; ');
  assert.ok(cookie.startsWith(`${ADMIN_COOKIE}=`), cookie);
  for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict'])
    assert.ok(attributes.includes(attribute), `the cookie is ${attribute}`);
  assert.ok(!attributes.some((attribute) => attribute.startsWith('Domain')));
  return { cookie, csrfToken: (JSON.parse(body) as AdminSession).csrfToken };
}

/** A change that an administrator's browser is made to ask for, by another page or with something forged. */
function forge(id: string, says: string, toHeaders: (own: Browser, other: Browser) => string[]): HostileCase {
  return {
    id,
    says: `signing an administrator out ${says} (REST)`,
    async run(world) {
      const [own, other] = [await signIn(world), await signIn(world)];
      const headers = [`Cookie: ${own.cookie}`, ...toHeaders(own, other)];
      assertRefused(
        await world.askPatiently({ method: 'DELETE', path: './admin/session', headers }),
        'csrf_invalid',
      );
      const still = await world.askPatiently({ path: './admin/session', headers: [`Cookie: ${own.cookie}`] });
      assert.equal(still.status, 200, still.body);
    },
  };
}

const noCookie = (says: string, toCookie: (cookie: string) => string): HostileCase => ({
  id: 'R33',
  says: `the dashboard with ${says} (REST)`,
  async run(world) {
    const { cookie } = await signIn(world);
    const headers = [`Cookie: ${toCookie(cookie)}`];
    const answer = await world.askPatiently({ path: './admin/session', headers });
    assertRefused(answer, ['auth_required', 'token_invalid']);
    assert.ok(await world.serves());
  },
});

const noReason = (says: string, body: object): HostileCase => ({
  id: 'A2',
  says: `a conversation is not opened with ${says} (REST)`,
  async run(world) {
    const { cookie, csrfToken } = await signIn(world);
    const answer = await world.askPatiently({
      method: 'POST',
      path: `./admin/conversations/${world.conversationId}/openings`,
      headers: [`Cookie: ${cookie}`, `${CSRF_HEADER}: ${csrfToken}`],
      body,
    });
    assertRefused(answer, ['validation_failed', 'second_factor_missing']);
  },
});

/** The dashboard. */
export const ADMIN_CASES: readonly HostileCase[] = [
  noReason('neither a case nor a reason', {}),
  noReason('a case alone', { caseId: 'D-1' }),
  noReason('a reason alone', { reason: 'They disagree about the price.' }),
  noReason('a reason that says nothing', { caseId: 'D-1', reason: '          x          ' }),
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].flatMap((method) =>
    ['messages', 'conversations/x/messages', 'conversations/x/read'].map((path) =>
      rest(
        'A1',
        `an administrator's ${method} of ${path}`,
        { method, path: `./admin/${path}`, as: 'customer' },
        ['not_found', 'method_not_allowed', 'forbidden'],
      ),
    ),
  ),
  {
    id: 'R33',
    says: 'signing in to the dashboard without being an administrator tells nothing (REST)',
    async run(world) {
      const bodies = [];
      for (const person of [
        world.target.people.customer,
        { email: 'nobody@duet.example', password: 'guess' },
      ]) {
        const answer = await world.askPatiently({ method: 'POST', path: './admin/session', body: person });
        assertRefused(answer, 'invalid_credentials');
        assert.equal(answer.headers['set-cookie'], undefined);
        bodies.push(answer.body.replace(/"requestId":"[^"]*"/, ''));
      }
      assert.equal(bodies[0], bodies[1]);
    },
  },
  {
    id: 'R33',
    says: "an administrator's cookie opens nothing of the app (REST)",
    async run(world) {
      const { cookie, csrfToken } = await signIn(world);
      const [, secret = ''] = cookie.split('=');
      for (const header of [
        `Cookie: ${cookie}`,
        `Authorization: Bearer ${secret}`,
        `Authorization: Bearer ${csrfToken}`,
      ]) {
        const answer = await world.askPatiently({ path: './me', headers: [header] });
        assertRefused(answer, ['auth_required', 'token_invalid']);
      }
    },
  },
  noCookie('an empty cookie', () => `${ADMIN_COOKIE}=`),
  noCookie('half a cookie', (cookie) => cookie.slice(0, -20)),
  noCookie('a cookie with another secret', (cookie) => `${cookie.split('.')[0]}.${'A'.repeat(43)}`),
  noCookie("a cookie that is nobody's", () => `${ADMIN_COOKIE}=${crypto.randomUUID()}.${'A'.repeat(43)}`),
  noCookie('a cookie of another name', (cookie) => cookie.replace('__Host-', '')),
  noCookie('a cookie in capitals', (cookie) => cookie.toUpperCase()),
  noCookie('a cookie in quotation marks', (cookie) => cookie.replace('=', '="') + '"'),
  noCookie('a thousand cookies', () =>
    Array.from({ length: 1_000 }, (_none, index) => `c${index}=${index}`).join('; '),
  ),
  noCookie('a cookie that asks', () => `${ADMIN_COOKIE}=' OR 1=1 --`),
  forge('A1', 'without a token of the page', () => []),
  forge('A1', 'with an empty token', () => [`${CSRF_HEADER}: `]),
  forge('A1', 'with the token of another session', (_own, other) => [`${CSRF_HEADER}: ${other.csrfToken}`]),
  forge('A1', 'with two tokens', (own, other) => [
    `${CSRF_HEADER}: ${other.csrfToken}`,
    `${CSRF_HEADER}: ${own.csrfToken}`,
  ]),
  forge('A1', 'with the cookie for a token', (own) => [`${CSRF_HEADER}: ${own.cookie.split('.')[1] ?? ''}`]),
];
