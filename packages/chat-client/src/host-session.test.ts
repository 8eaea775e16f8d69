import { ERRORS, type ErrorCode, type RouteName, type User } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { ApiError, networkError } from './api-error.ts';
import { ALICE, BRUNO } from './facts.fixture.ts';
import { HostSession } from './host-session.ts';
import { manualClock } from './manual-clock.fixture.ts';
import type { Request } from './request.ts';

const LIFETIME = 300;
const people: Record<string, User> = Object.fromEntries(
  [ALICE, BRUNO].map((id) => [
    id,
    {
      id,
      name: id === ALICE ? 'Alice' : 'Bruno',
      timeZone: 'UTC',
      email: '',
      roles: ['customer'],
      settings: { readReceipts: true, showPresence: true },
    },
  ]),
);

/** A host that issues tokens for `signedIn`, and a server that knows them. */
function setUp(stored: string | null = null) {
  const clock = manualClock();
  const tokens = {
    value: stored,
    get: async () => tokens.value,
    set: async (value: string) => void (tokens.value = value),
    remove: async () => void (tokens.value = null),
  };
  const host: { signedIn: string | null; down: boolean; asked: number } = {
    signedIn: ALICE,
    down: false,
    asked: 0,
  };
  const server: { refuse?: ErrorCode | 'down'; calls: RouteName[] } = { calls: [] };
  const getToken = async () => {
    host.asked += 1;
    await Promise.resolve();
    if (host.down) throw new Error('the host is down');
    const now = clock.now() / 1_000;
    const claims = { sub: host.signedIn, iat: now, exp: now + LIFETIME, n: host.asked };
    return host.signedIn === null ? null : `head.${btoa(JSON.stringify(claims))}.mark`;
  };
  const request = (async (name: RouteName, _input: unknown, token: string) => {
    server.calls.push(name);
    await Promise.resolve();
    if (server.refuse === 'down') throw networkError();
    if (server.refuse) {
      const { message, retryable } = ERRORS[server.refuse];
      throw new ApiError({ code: server.refuse, message, retryable, requestId: 'r' });
    }
    const { sub } = JSON.parse(atob(token.split('.')[1] ?? '')) as { sub: string };
    return name === 'getMe' ? { user: people[sub] } : {};
  }) as Request;
  const session = new HostSession({ request, storage: tokens, clock, getToken });
  return { clock, tokens, host, server, session };
}

describe('a session of the host', () => {
  it('begins as whom the host has signed in, and is remembered without its token', async () => {
    const { session, tokens } = setUp();
    await session.restore();
    expect(session.getSnapshot()).toEqual({ status: 'signedIn', user: people[ALICE] });
    expect(tokens.value).not.toContain('mark');

    const again = setUp(tokens.value);
    again.host.down = true;
    await again.session.restore();
    expect(again.session.getSnapshot()).toEqual({ status: 'signedIn', user: people[ALICE] });
    await expect(again.session.getToken()).rejects.toMatchObject({ code: 'network', retryable: true });
    again.host.down = false;
    await again.session.getToken();
    expect(again.server.calls).toEqual([]);
  });

  it('is none while nobody is signed in there, and begins when somebody is', async () => {
    const { session, host } = setUp();
    host.signedIn = null;
    await session.restore();
    expect(session.status).toBe('signedOut');
    await expect(session.signIn()).rejects.toMatchObject({ code: 'auth_required' });
    host.signedIn = ALICE;
    expect(await session.signIn()).toEqual(people[ALICE]);
  });

  it('is not known before the host can be asked, and is then', async () => {
    const { session, host, clock } = setUp();
    host.down = true;
    await session.restore();
    expect(session.status).toBe('unknown');
    host.down = false;
    await clock.advance(3_000);
    expect(session.status).toBe('signedIn');
  });

  it('is another person’s as soon as the token is', async () => {
    const { session, host, clock, tokens } = setUp();
    await session.restore();
    const changes: (string | undefined)[] = [];
    session.subscribe(() => changes.push(session.user?.name));
    host.signedIn = BRUNO;
    await clock.advance(LIFETIME * 1_000);
    await session.getToken();
    expect(changes).toEqual(['Bruno']);
    expect(tokens.value).toContain(BRUNO);
  });

  it('expires when the host has signed the person out, and when the server ends it', async () => {
    const { session, host, clock, server } = setUp();
    await session.restore();
    host.signedIn = null;
    await clock.advance(LIFETIME * 1_000);
    await expect(session.getToken()).rejects.toMatchObject({ code: 'auth_required' });
    expect(session.getSnapshot()).toEqual({ status: 'expired', user: people[ALICE] });
    host.signedIn = ALICE;
    await session.signIn();
    session.expire('of another time');
    expect(session.status).toBe('signedIn');
    session.expire(await session.getToken());
    expect(session.status).toBe('expired');
    server.refuse = 'session_revoked';
    await expect(session.signIn()).rejects.toMatchObject({ code: 'session_revoked' });
    expect(session.status).toBe('expired');
  });

  it('ends at the server and here when the person signs out, though a token is on its way', async () => {
    const { session, server, tokens } = setUp();
    await session.restore();
    const renewal = session.renew(await session.getToken());
    await session.signOut();
    await expect(renewal).rejects.toMatchObject({ code: 'auth_required' });
    expect(session.status).toBe('signedOut');
    expect(server.calls.at(-1)).toBe('logout');
    expect(tokens.value).toBeNull();
  });
});

describe('a token of the host', () => {
  it('is asked for 30 s before the last one expires, once for all who ask', async () => {
    const { session, host, clock } = setUp();
    await session.restore();
    const first = await session.getToken();
    expect(session.renewAt).toBe(clock.now() + (LIFETIME - 30) * 1_000);
    await clock.advance((LIFETIME - 30) * 1_000);
    const renewed = await Promise.all([session.getToken(), session.getToken(), session.renew(first)]);
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(first);
    expect(host.asked).toBe(2);
  });

  it('is asked for before the next attempt when the session ran out', async () => {
    const { session, host } = setUp();
    await session.restore();
    await session.getToken();
    session.lapse();
    expect(session.status).toBe('signedIn');
    await session.getToken();
    expect(host.asked).toBe(2);
  });
});
