import { API_PREFIX, ERRORS, type ErrorCode, type User } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { Api } from './api.ts';
import { ALICE, BRUNO } from './facts.fixture.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import { requestsTo } from './request.ts';
import { BuiltInSession } from './built-in-session.ts';
import type { TokenStorage } from './session.ts';

const LIFETIME = 600;
const alice: User = {
  id: ALICE,
  name: 'Alice',
  timeZone: 'UTC',
  email: 'alice@duet.example',
  roles: ['customer'],
  settings: { readReceipts: true, showPresence: true },
};

function accessToken(label: string, issuedAt: number): string {
  const claims = { label, iat: issuedAt / 1_000, exp: issuedAt / 1_000 + LIFETIME };
  return `head.${btoa(JSON.stringify(claims))}.mark`;
}

function memoryTokens(value: string | null = null): TokenStorage & { value: string | null } {
  return {
    value,
    async get() {
      return this.value;
    },
    async set(next) {
      this.value = next;
    },
    async remove() {
      this.value = null;
    },
  };
}

/** A server of sessions: each refresh gives the next generation, each former one is invalid. */
function setUp({ tokens = memoryTokens(), clock = manualClock(), serverAhead = 0 } = {}) {
  const server: {
    generation: number;
    calls: string[];
    refuse?: ErrorCode | 'down';
    stale?: string;
    /** Whatever was asked. */
    says?: Response;
  } = { generation: 0, calls: [] };
  const pair = () => ({
    accessToken: accessToken(`${server.generation}`, clock.now() + serverAhead),
    refreshToken: `refresh-${server.generation}`,
  });
  const fetch = async (url: string, init: RequestInit) => {
    const path = url.slice(`http://duet${API_PREFIX}`.length);
    const bearer = new Headers(init.headers).get('authorization');
    server.calls.push(path);
    await Promise.resolve();
    if (server.says) return server.says;
    if (server.refuse === 'down') throw new TypeError('fetch failed');
    const refuse = (code: ErrorCode) => {
      const { http, ...rest } = ERRORS[code];
      return new Response(JSON.stringify({ error: { code, requestId: 'r', ...rest } }), { status: http });
    };
    if (server.refuse) return refuse(server.refuse);
    if (path === '/auth/login') return Response.json({ ...pair(), user: alice });
    if (path.startsWith('/auth/logout')) return new Response(null, { status: 204 });
    if (path === '/auth/refresh') {
      const { refreshToken } = JSON.parse(init.body as string) as { refreshToken: string };
      if (refreshToken !== pair().refreshToken) return refuse('refresh_invalid');
      server.generation += 1;
      return Response.json(pair());
    }
    if (bearer === server.stale) return refuse('token_expired');
    return Response.json({ user: alice });
  };
  const request = requestsTo('http://duet', { clock, fetch });
  const session = new BuiltInSession({ request, storage: tokens, clock });
  const api = new Api(request, session);
  const credentials = { email: alice.email, password: 'duet-demo' };
  return { clock, tokens, server, session, api, signIn: () => session.signIn(credentials) };
}

describe('a session', () => {
  it('is opened, stored, taken up without the network, and ended', async () => {
    const { tokens, session, signIn, server } = setUp();
    const changes: string[] = [];
    session.subscribe(() => changes.push(session.status));
    await session.restore();
    await signIn();
    expect(session.user).toEqual(alice);

    const again = setUp({ tokens });
    again.server.refuse = 'down';
    await again.session.restore();
    expect(again.session.getSnapshot()).toEqual({ status: 'signedIn', user: alice });

    await session.signOut();
    expect(changes).toEqual(['signedOut', 'signedIn', 'signedOut']);
    expect(tokens.value).toBeNull();
    expect(server.calls).toEqual(['/auth/login', '/auth/logout']);
    expect(again.server.calls).toEqual([]);
    await expect(session.getToken()).rejects.toMatchObject({ code: 'auth_required' });
  });

  it('ends on all devices, or goes on when the server cannot be told', async () => {
    const { server, session, signIn, tokens } = setUp();
    await session.restore();
    await signIn();
    server.refuse = 'down';
    await expect(session.signOutEverywhere()).rejects.toMatchObject({ code: 'network' });
    expect([session.status, tokens.value === null]).toEqual(['signedIn', false]);
    delete server.refuse;
    await session.signOutEverywhere();
    expect([session.status, tokens.value]).toEqual(['signedOut', null]);
    expect(server.calls.at(-1)).toBe('/auth/logout-everywhere');
  });

  it('takes the newest word on its person, tells of it and keeps it', async () => {
    const { tokens, session, signIn } = setUp();
    await session.restore();
    await signIn();
    const changes: unknown[] = [];
    session.subscribe(() => changes.push(session.user?.settings));
    const settings = { readReceipts: false, showPresence: true };
    session.update({ ...alice, settings });
    session.update({ ...alice, id: BRUNO });
    expect(changes).toEqual([settings]);

    await settled();
    const again = setUp({ tokens });
    await again.session.restore();
    expect(again.session.user).toEqual({ ...alice, settings });
    await session.signOut();
    session.update(alice);
    expect([session.status, session.user, tokens.value]).toEqual(['signedOut', undefined, null]);
  });

  it('that cannot be read is none', async () => {
    const { session } = setUp({ tokens: memoryTokens('{"accessToken":1') });
    await session.restore();
    expect(session.status).toBe('signedOut');
  });

  it('is not opened with the wrong password', async () => {
    const { server, session, signIn } = setUp();
    server.refuse = 'invalid_credentials';
    await expect(signIn()).rejects.toMatchObject({ code: 'invalid_credentials', retryable: false });
    expect(session.status).toBe('unknown');
  });
});

describe('a token', () => {
  it('is renewed 30 s before it expires, once for all who ask', async () => {
    const { clock, server, session, signIn } = setUp();
    await signIn();
    const first = await session.getToken();
    await clock.advance((LIFETIME - 31) * 1_000);
    expect(await session.getToken()).toBe(first);
    await clock.advance(1_000);
    const renewed = await Promise.all([session.getToken(), session.getToken(), session.getToken()]);
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(first);
    expect(server.calls.filter((path) => path === '/auth/refresh')).toHaveLength(1);
  });

  it('lives its span, whatever the time on this device', async () => {
    for (const serverAhead of [-86_400_000, 86_400_000]) {
      const { server, session, signIn } = setUp({ serverAhead });
      await signIn();
      await session.getToken();
      await session.getToken();
      expect(server.calls).toEqual(['/auth/login']);
    }
  });

  it('that another tab has renewed is taken from the storage', async () => {
    const here = setUp();
    await here.signIn();
    const there = setUp({ tokens: here.tokens, clock: here.clock });
    await there.session.restore();
    await here.clock.advance(LIFETIME * 1_000);
    const renewed = await there.session.getToken();
    expect(await here.session.getToken()).toBe(renewed);
    expect(there.server.calls).toEqual(['/auth/refresh']);
  });

  it('outlives a storage that is full', async () => {
    const tokens = { ...memoryTokens(), set: () => Promise.reject(new Error('full')) };
    const { clock, server, session, signIn } = setUp({ tokens });
    await signIn();
    for (let renewal = 0; renewal < 3; renewal += 1) {
      await clock.advance(LIFETIME * 1_000);
      await session.getToken();
    }
    expect(server.generation).toBe(3);
    expect(session.status).toBe('signedIn');
  });

  it('that is newer than the stored one is kept', async () => {
    const { clock, server, session, tokens, signIn } = setUp();
    await signIn();
    const { set } = tokens;
    tokens.set = () => Promise.reject(new Error('full'));
    await clock.advance(LIFETIME * 1_000);
    await session.getToken();
    tokens.set = set;
    await clock.advance(LIFETIME * 1_000);
    await session.getToken();
    expect(server.generation).toBe(2);
    expect(tokens.value).toContain('refresh-2');
  });

  it('is waited for by who comes while a stored one, expired as well, is being renewed', async () => {
    const here = setUp();
    await here.signIn();
    const stale = await here.session.getToken();
    const there = setUp({ tokens: here.tokens, clock: here.clock });
    await there.session.restore();
    await here.clock.advance(LIFETIME * 1_000);
    await there.session.getToken();
    await here.clock.advance(LIFETIME * 1_000);
    here.server.generation = there.server.generation;
    const renewing = here.session.getToken();
    while (!here.server.calls.includes('/auth/refresh')) await Promise.resolve();
    expect(await here.session.renew(stale)).toBe(await renewing);
  });

  it('is renewed though the person is changed meanwhile', async () => {
    const { clock, session, tokens, signIn } = setUp();
    await signIn();
    await clock.advance(LIFETIME * 1_000);
    const renewing = session.getToken();
    session.update({ ...alice, name: 'Alice B.' });
    expect(await renewing).toBe(await session.getToken());
    expect(tokens.value).toContain('refresh-1');
    expect(tokens.value).toContain('Alice B.');
  });

  it('of another person is never used: the session is over here, and theirs goes on', async () => {
    const { clock, tokens, session, signIn } = setUp();
    await signIn();
    const theirs = JSON.stringify({
      ...(JSON.parse(tokens.value ?? '') as object),
      user: { ...alice, id: BRUNO },
    });
    tokens.value = theirs;
    await clock.advance(LIFETIME * 1_000);
    await expect(session.getToken()).rejects.toMatchObject({ code: 'auth_required' });
    expect(session.status).toBe('expired');
    expect(tokens.value).toBe(theirs);
  });

  it('that cannot be renewed for now leaves the session open', async () => {
    const { clock, server, session, signIn } = setUp();
    await signIn();
    await clock.advance(LIFETIME * 1_000);
    server.refuse = 'down';
    await expect(session.getToken()).rejects.toMatchObject({ code: 'network', retryable: true });
    expect(session.status).toBe('signedIn');
    delete server.refuse;
    await session.getToken();
  });

  it('that is refused for good expires the session', async () => {
    const { clock, server, session, tokens, signIn } = setUp();
    await signIn();
    await clock.advance(LIFETIME * 1_000);
    server.refuse = 'refresh_invalid';
    await expect(session.getToken()).rejects.toMatchObject({ code: 'refresh_invalid' });
    expect(session.getSnapshot()).toEqual({ status: 'expired', user: alice });
    expect(tokens.value).toBeNull();
  });
});

describe('a call', () => {
  it('with an expired token is made again with the next, which is renewed once for all', async () => {
    const { server, session, api, signIn } = setUp();
    await signIn();
    server.stale = `Bearer ${await session.getToken()}`;
    await Promise.all([api.call('getMe'), api.call('getMe'), api.call('getMe')]);
    expect(server.calls.filter((path) => path === '/auth/refresh')).toHaveLength(1);
  });

  it('that says the session is over expires it', async () => {
    const { server, session, api, signIn } = setUp();
    await signIn();
    server.refuse = 'session_revoked';
    await expect(api.call('getMe')).rejects.toMatchObject({ code: 'session_revoked' });
    expect(session.status).toBe('expired');
  });

  it('that nobody understands is one without an answer', async () => {
    const { server, api, signIn } = setUp();
    await signIn();
    server.says = new Response('<h1>Bad gateway</h1>', { status: 502 });
    await expect(api.call('getMe')).rejects.toMatchObject({ code: 'network', retryable: true });
    server.says = Response.json({ user: { id: 'x' } });
    await expect(api.call('getMe')).rejects.toMatchObject({ code: 'network' });
  });
});
