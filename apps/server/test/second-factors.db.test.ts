import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { API_PREFIX, CSRF_HEADER, ROUTES, type AdminRole, type RouteResponse } from '@duet/contract';
import {
  addPeople,
  Administrator,
  Authenticator,
  callRoute,
  DEMO_PASSWORD,
  people,
  person,
  signInAdmin,
  startTestServer,
  until,
  type TestPerson,
  type TestServer,
} from '@duet/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// One administrator for each story, since a code is taken once and three of them are right at a time.
const admin = (name: string, digit: string, role: AdminRole = 'investigator') =>
  person(`01900000-0000-7000-8000-0000000005f${digit}`, name, [role]);
const bea = admin('Bea', '0');
const cleo = admin('Cleo', '1');
const dina = admin('Dina', '2');
const edda = admin('Edda', '3');
const fay = admin('Fay', '4');
const gwen = admin('Gwen', '5');
const hana = admin('Hana', '6', 'owner');
const ivy = admin('Ivy', '7');

let server: TestServer;
let sql: pg.Client;
beforeAll(async () => {
  server = await startTestServer();
  sql = new pg.Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, [bea, cleo, dina, edda, fay, gwen, hana, ivy]);
});
afterAll(async () => {
  await sql.end();
  await server.stop();
});

interface Enrolled {
  readonly session: Administrator;
  readonly authenticator: Authenticator;
  readonly recoveryCodes: readonly string[];
}

/** Sets up a second factor, in the session of `who`. */
async function enrol(who: Administrator, at = server, code?: string): Promise<Enrolled> {
  const { enrolment, secret } = await who.get('beginSecondFactor', {
    body: { password: DEMO_PASSWORD, code },
  });
  const authenticator = new Authenticator(secret);
  const response = await fetch(`${at.url}${API_PREFIX}${ROUTES.confirmSecondFactor.path}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      cookie: who.cookie,
      [CSRF_HEADER]: who.csrfToken,
    },
    body: JSON.stringify({ enrolment, code: authenticator.next() }),
  });
  if (!response.ok) throw new Error(await response.text());
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  const { session, recoveryCodes } = (await response.json()) as RouteResponse<'confirmSecondFactor'>;
  return {
    session: new Administrator(at.url, { cookie, csrfToken: session.csrfToken }),
    authenticator,
    recoveryCodes,
  };
}

/** What signing in answers: `ok`, or why not. */
async function signingIn(who: TestPerson, code?: string, at = server): Promise<string> {
  const body = { email: who.email, password: DEMO_PASSWORD, ...(code !== undefined && { code }) };
  const answer = await callRoute(at.url, 'adminSignIn', { body });
  return answer.ok ? 'ok' : answer.error.code;
}

describe('an administrator who has set up a second factor', () => {
  it('signs in by password and code, each code once, however many try it at once', async () => {
    const { session, authenticator } = await enrol(await signInAdmin(server.url, bea));
    expect(await session.get('getAdminSession')).toMatchObject({
      secondFactor: { since: expect.any(String) as string, recoveryCodes: 10, required: false },
    });
    expect(await signingIn(bea)).toBe('second_factor_required');
    expect(await signingIn(bea, authenticator.wrong())).toBe('second_factor_invalid');
    const code = authenticator.next();
    const answers = await Promise.all([1, 2, 3].map(() => signingIn(bea, code)));
    expect(answers.toSorted()).toEqual(['ok', 'second_factor_invalid', 'second_factor_invalid']);
    expect(await signingIn(bea, code)).toBe('second_factor_invalid');
    const { rows } = await sql.query<object>(
      `SELECT action, outcome, details FROM audit_log WHERE actor_id = $1 ORDER BY seq`,
      [bea.id],
    );
    const signIn = { action: 'admin.sign_in' };
    expect(rows).toEqual([
      { ...signIn, outcome: 'allowed', details: {} },
      { action: 'admin.second_factor', outcome: 'allowed', details: {} },
      { ...signIn, outcome: 'allowed', details: { secondFactor: true } },
      ...Array.from({ length: 5 }, () => expect.objectContaining(signIn) as object),
    ]);
  });

  it('signs in by a recovery code, each once', async () => {
    const { recoveryCodes } = await enrol(await signInAdmin(server.url, cleo));
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = '', second = ''] = recoveryCodes;
    const answers = await Promise.all([1, 2].map(() => signingIn(cleo, first.toLowerCase())));
    expect(answers.toSorted()).toEqual(['ok', 'second_factor_invalid']);
    const session = await signInAdmin(server.url, cleo, second.replaceAll('-', ' '));
    expect((await session.get('getAdminSession')).secondFactor.recoveryCodes).toBe(8);
  });

  it('is not guessed: after five wrong codes not even a right one is looked at', async () => {
    const { authenticator, recoveryCodes } = await enrol(await signInAdmin(server.url, dina));
    const wrong = await Promise.all([1, 2, 3, 4, 5].map(() => signingIn(dina, authenticator.wrong())));
    expect(new Set(wrong)).toEqual(new Set(['second_factor_invalid']));
    expect(await signingIn(dina, authenticator.next())).toBe('rate_limited');
    expect(await signingIn(dina, recoveryCodes[0])).toBe('rate_limited');
    await sql.query(
      `UPDATE second_factors SET tried_from = tried_from - interval '16 minutes' WHERE user_id = $1`,
      [dina.id],
    );
    expect(await signingIn(dina, authenticator.next())).toBe('ok');
  });

  it('replaces it with a code of the one before; other sessions end, and this one goes on under a new cookie', async () => {
    const first = await signInAdmin(server.url, edda);
    const { session, authenticator } = await enrol(first);
    expect(await first.codeOf('getAdminSession')).toBe('session_revoked');
    const begin = (body: { password: string; code?: string }) =>
      session.codeOf('beginSecondFactor', { body });
    expect(await begin({ password: 'not it' })).toBe('wrong_password');
    expect(await begin({ password: DEMO_PASSWORD })).toBe('second_factor_required');
    const replaced = await enrol(session, server, authenticator.next());
    expect(await session.codeOf('getAdminSession')).toBe('session_revoked');
    expect(await replaced.session.codeOf('getAdminSession')).toBe('ok');
    expect(await signingIn(edda, authenticator.next())).toBe('second_factor_invalid');
    expect(await signingIn(edda, replaced.authenticator.next())).toBe('ok');
  });
});

it('a second factor is not kept without its code, nor for anybody but who began it', async () => {
  const [asFay, asAda] = [await signInAdmin(server.url, fay), await signInAdmin(server.url, people.ada)];
  const { enrolment, secret } = await asFay.get('beginSecondFactor', { body: { password: DEMO_PASSWORD } });
  const authenticator = new Authenticator(secret);
  const confirm = (who: Administrator, body: { enrolment: string; code: string }) =>
    who.codeOf('confirmSecondFactor', { body });
  expect(await confirm(asFay, { enrolment, code: authenticator.wrong() })).toBe('second_factor_invalid');
  const code = authenticator.next();
  expect(await confirm(asAda, { enrolment, code })).toBe('second_factor_invalid');
  expect(await confirm(asFay, { enrolment: `${enrolment}A`, code })).toBe('second_factor_invalid');
  expect(await signingIn(fay)).toBe('ok');
});

it('is taken away by an owner for a reason, by nobody else, and from beside the server', async () => {
  const first = await enrol(await signInAdmin(server.url, gwen));
  const about = { params: { id: gwen.id }, body: { reason: 'She has lost her phone.' } };
  const asFay = await signInAdmin(server.url, fay);
  expect(await asFay.codeOf('resetSecondFactor', about)).toBe('conflict_of_interest');
  const asAda = await signInAdmin(server.url, people.ada);
  await asAda.get('resetSecondFactor', about);
  expect(await first.session.codeOf('getAdminSession')).toBe('session_revoked');

  const second = await enrol(await signInAdmin(server.url, gwen));
  const env = { ...process.env, DATABASE_URL: server.databaseUrl, DUET_SECRET: 'a7'.repeat(32) };
  const reset = promisify(execFile);
  const run = (...args: string[]) =>
    reset(process.execPath, ['../../tools/run.mjs', 'reset-second-factor', ...args], {
      cwd: `${import.meta.dirname}/..`,
      env,
    });
  const { stdout } = await run(gwen.email);
  expect(stdout).toContain('signs in by password alone now. Sessions that ended: 1.');
  await until(async () => (await second.session.codeOf('getAdminSession')) === 'session_revoked');
  expect(await signingIn(gwen)).toBe('ok');
  await expect(run(gwen.email)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has no second factor') as string,
  });
  const { rows } = await sql.query<object>(
    `SELECT actor_roles FROM audit_log WHERE action = 'person.reset_second_factor' AND outcome = 'allowed'
       AND subject_id = $1 ORDER BY seq`,
    [gwen.id],
  );
  expect(rows).toEqual([{ actor_roles: 'owner' }, { actor_roles: '' }]);
});

it('who signed in an hour ago shows again that it is they, before a conversation is opened', async () => {
  const open = (who: Administrator) =>
    who.codeOf('openConversation', {
      params: { id: fay.id },
      body: { caseId: 'D-1', reason: 'She says that he has insulted her.' },
    });
  const before = await signInAdmin(server.url, fay);
  expect(await open(before)).toBe('conversation_not_found');
  await sql.query(`UPDATE sessions SET rotated_at = now() - interval '61 minutes' WHERE user_id = $1`, [
    fay.id,
  ]);
  // When a session was opened never changes, and is kept by who has looked at it.
  const later = await startTestServer({ databaseUrl: server.databaseUrl });
  const stale = new Administrator(later.url, before);
  expect(await open(stale)).toBe('sign_in_stale');
  expect(await stale.codeOf('findPeople', { body: { search: 'Fay' } })).toBe('ok');
  expect(await open(await signInAdmin(later.url, fay))).toBe('conversation_not_found');
  await later.stop();
});

describe('where a second factor is demanded', () => {
  it('whoever has none may do nothing but set one up', async () => {
    const strict = await startTestServer({
      databaseUrl: server.databaseUrl,
      env: { ADMIN_SECOND_FACTOR: 'required' },
    });
    const weak = await signInAdmin(strict.url, hana);
    const may: string[] = [];
    for (const [name, { access }] of Object.entries(ROUTES)) {
      if (access !== 'admin' || name === 'adminSignOut') continue;
      const answer = await weak.codeOf(name as keyof typeof ROUTES);
      if (answer !== 'second_factor_missing') may.push(name);
    }
    expect(may).toEqual(['getAdminSession', 'beginSecondFactor', 'confirmSecondFactor']);
    const { session } = await enrol(weak, strict);
    expect(await session.codeOf('findPeople', { body: { search: 'Hana' } })).toBe('ok');
    await strict.stop();
  });
});

it('outlives the exchange of the secret that it is sealed under', async () => {
  const secrets = ['a7'.repeat(32), 'b3'.repeat(32)] as const;
  const startWith = (env: Record<string, string>) =>
    startTestServer({ databaseUrl: server.databaseUrl, env });
  const before = await startWith({ DUET_SECRET: secrets[0] });
  const { authenticator } = await enrol(await signInAdmin(before.url, ivy), before);
  await before.stop();
  const between = await startWith({ DUET_SECRET: secrets[1], DUET_OTHER_SECRETS: secrets[0] });
  expect(await signingIn(ivy, authenticator.next(), between)).toBe('ok');
  await between.stop();
  const after = await startWith({ DUET_SECRET: secrets[1] });
  expect(await signingIn(ivy, authenticator.next(), after)).toBe('ok');
  await after.stop();
});
