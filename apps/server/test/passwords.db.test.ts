import { RATES } from '@duet/contract';
import { addPeople, DEMO_PASSWORD, people, person, startTestServer, type TestServer } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const [{ burst }] = RATES.password.way;
const dora = person('01900000-0000-7000-8000-0000000d02a0', 'Dora', ['artist']);
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env: { RATE_FACTOR: '1', TRUSTED_PROXIES: '127.0.0.1' } });
  const sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, [dora]);
  await sql.query('UPDATE users SET suspended_at = now() WHERE id = $1', [people.carol.id]);
  await sql.end();
});
afterAll(() => server.stop());

interface Answer {
  status: number;
  retryAfter: string | null;
  body: { error?: { code: string; requestId?: string }; accessToken?: string };
}

async function post(path: string, address: string, body: object, token?: string): Promise<Answer> {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
  };
}

const signIn = (address: string, email: string, password: string) =>
  post('/auth/login', address, { email, password });
const told = ({ status, body }: Answer) => [status, body.error?.code];

describe('guessing a password', () => {
  it('is refused from one address after some tries, with the time to wait; the account is open from others', async () => {
    const { email } = people.alice;
    for (let n = 0; n < burst; n += 1)
      expect(told(await signIn('203.0.113.1', email, `guess ${n}`))).toEqual([401, 'invalid_credentials']);
    const refused = await signIn('203.0.113.1', email, 'guess');
    expect(told(refused)).toEqual([429, 'rate_limited']);
    expect(Number(refused.retryAfter)).toBeGreaterThan(1);
    expect(told(await signIn('203.0.113.1', email.toUpperCase(), DEMO_PASSWORD))).toEqual([
      429,
      'rate_limited',
    ]);
    expect((await signIn('203.0.113.2', email, DEMO_PASSWORD)).status).toBe(200);
    expect((await signIn('203.0.113.1', people.bruno.email, DEMO_PASSWORD)).status).toBe(200);
  });

  it('tells nothing of whether the account is there, or suspended', async () => {
    const ask = async (email: string, password: string, address: string) => {
      const answers: Answer[] = [];
      for (let n = 0; n <= burst; n += 1) answers.push(await signIn(address, email, password));
      return answers.map(({ status, body }) => ({ status, ...body.error, requestId: '', retryAfterMs: 0 }));
    };
    const known = await ask(dora.email, 'wrong', '203.0.113.11');
    expect(known.at(-1)).toMatchObject({ status: 429 });
    expect(await ask('nobody@duet.example', 'wrong', '203.0.113.12')).toEqual(known);
    expect(await ask(people.carol.email, DEMO_PASSWORD, '203.0.113.13')).toEqual(known);
  });

  it('is refused to whoever holds a session too', async () => {
    const { body } = await signIn('203.0.113.21', people.bruno.email, DEMO_PASSWORD);
    const change = (currentPassword: string) =>
      post(
        '/me/password',
        '203.0.113.21',
        { currentPassword, newPassword: 'a new password' },
        body.accessToken,
      );
    for (let n = 0; n < burst; n += 1)
      expect(told(await change(`guess ${n}`))).toEqual([422, 'wrong_password']);
    const refused = await change('guess');
    expect(told(refused)).toEqual([429, 'rate_limited']);
    expect(Number(refused.retryAfter)).toBeGreaterThan(1);
  });
});
