import { createHmac } from 'node:crypto';
import { startTestHost, type TestHost } from '@duet/testkit';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hostKeys } from './host-keys.ts';
import { HostTokens, type HostIdentity } from './host-tokens.ts';

let host: TestHost;
let tokens: HostTokens;
beforeEach(async () => {
  host = await startTestHost();
  tokens = open();
});
afterEach(async () => {
  vi.useRealTimers();
  await host.stop();
});

function open(change: Partial<HostIdentity> = {}): HostTokens {
  const identity: HostIdentity = {
    issuer: host.issuer,
    audience: host.audience,
    algorithms: ['ES256'],
    claims: { id: 'sub', session: 'sid', name: 'name', roles: 'roles', timeZone: 'zoneinfo' },
    roles: new Map([
      ['buyer', 'customer'],
      ['seller', 'artist'],
    ]),
    ...change,
  };
  return new HostTokens(identity, hostKeys(host.jwksUrl, pino({ enabled: false })));
}

const verify = (token: string, by = tokens) => by.verify(token, new Date());
const refused = (code: string) => expect.objectContaining({ code }) as Error;
const seconds = () => Math.floor(Date.now() / 1_000);
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token of the host', () => {
  it('says whose it is, of which session, how long, and who that is', async () => {
    const claims = {
      sid: 's1',
      name: ' Dora ',
      roles: ['seller', 'staff', 'admin'],
      zoneinfo: 'Europe/Rome',
    };
    const token = await host.issue('auth0|7', claims);
    expect(tokens.isMeant(token)).toBe(true);
    expect(await verify(token)).toEqual({
      issuer: host.issuer,
      subject: 'auth0|7',
      hostSession: 's1',
      issuedAt: expect.any(Date) as Date,
      expiresAt: expect.any(Date) as Date,
      person: { name: 'Dora', roles: ['artist'], timeZone: 'Europe/Rome' },
    });
  });

  it('may call things by other names', async () => {
    const claims = {
      id: 'uid',
      session: 'auth_time',
      name: 'given',
      roles: 'https://shop/roles',
      timeZone: 'tz',
    };
    const token = await host.issue('x', {
      uid: 7,
      auth_time: 99,
      given: 'Dora',
      'https://shop/roles': 'buyer seller',
    });
    expect(await verify(token, open({ claims }))).toMatchObject({
      subject: '7',
      hostSession: '99',
      person: { name: 'Dora', roles: ['customer', 'artist'], timeZone: 'UTC' },
    });
  });

  it.each<JWTPayload>([
    {},
    { name: 'Dora' },
    { name: 'Dora', roles: ['admin'] },
    { name: 7, roles: { buyer: true } },
  ])('makes nobody’s acquaintance by %o', async (claims) => {
    expect(await verify(await host.issue('x', claims))).toMatchObject({ subject: 'x', person: undefined });
  });

  it.each<JWTPayload>([{}, { name: 7 }, { name: '\u202eDora' }, { name: 'Dоra' }, { name: 'Support' }])(
    'tells roles without a name by %o',
    async (claims) => {
      const { person } = await verify(await host.issue('x', { roles: 'buyer', ...claims }));
      expect(person).toEqual({ name: undefined, roles: ['customer'], timeZone: 'UTC' });
    },
  );

  it.each<[string, string, JWTPayload]>([
    ['J3 an end in the past', 'token_expired', { exp: 1 }],
    ['J4 another audience', 'token_invalid', { aud: 'somebody' }],
    ['no audience', 'token_invalid', { aud: undefined as never }],
    ['another issuer', 'token_invalid', { iss: 'https://evil.example' }],
    ['no subject', 'token_invalid', { sub: undefined as never }],
    ['an empty subject', 'token_invalid', { sub: '' }],
    ['a subject with a control character', 'token_invalid', { sub: 'a\u0000b' }],
    ['no end', 'token_invalid', { exp: undefined as never }],
    ['no beginning', 'token_invalid', { iat: undefined as never }],
    ['a beginning to come', 'token_invalid', { nbf: 9_999_999_999 }],
    ['an issue to come', 'token_invalid', { iat: 9_999_999_998, exp: 9_999_999_999 }],
    ['an issue before all time', 'token_invalid', { iat: -1e300 }],
    ['a session that is no text', 'token_invalid', { sid: { a: 1 } }],
  ])('is refused with %s', async (_name, code, claims) => {
    await expect(verify(await host.issue('x', claims))).rejects.toEqual(refused(code));
  });

  it('lasts thirty days at most', async () => {
    const { issuedAt, expiresAt } = await verify(await host.issue('x', { exp: 1e300 }));
    expect(expiresAt.getTime() - issuedAt.getTime()).toBe(30 * 24 * 3_600_000);
  });

  it('J1, J2 is refused unsigned, or signed with something public', async () => {
    const [header, payload] = (await host.issue('x')).split('.');
    const [{ kid = '' } = {}] = host.keys;
    const jwk = JSON.stringify(host.keys[0]);
    const pem = await exportSPKI((await importJWK(host.keys[0]!, 'ES256')) as CryptoKey);
    const forged = ['none', 'None'].map((alg) => `${base64url({ alg, kid })}.${payload}.`);
    for (const secret of [jwk, pem]) {
      const head = base64url({ alg: 'HS256', kid });
      forged.push(
        `${head}.${payload}.${createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url')}`,
      );
    }
    forged.push(
      `${header}.${payload}.`,
      `${header}.${payload}.AAAA`,
      `${header}.${base64url({ iss: host.issuer })}.AA`,
    );
    for (const token of forged) await expect(verify(token)).rejects.toEqual(refused('token_invalid'));
  });

  it('is refused with an algorithm that is not configured, and with a key it brings along', async () => {
    const own = await generateKeyPair('ES256');
    const [{ kid = '' } = {}] = host.keys;
    const claims = { iss: host.issuer, aud: host.audience, sub: 'x', iat: seconds(), exp: seconds() + 60 };
    const brought = await new SignJWT(claims)
      .setProtectedHeader({
        alg: 'ES256',
        kid,
        jwk: await exportJWK(own.publicKey),
        jku: 'http://127.0.0.1:1/',
      })
      .sign(own.privateKey);
    await expect(verify(brought)).rejects.toEqual(refused('token_invalid'));
    await expect(verify(await host.issue('x'), open({ algorithms: ['RS256'] }))).rejects.toEqual(
      refused('token_invalid'),
    );
  });

  it('is told from others by its issuer alone', async () => {
    for (const token of ['', '.', 'a.b.c', await host.issue('x', { iss: 'duet' })]) {
      expect(tokens.isMeant(token)).toBe(false);
    }
  });
});

describe('the keys of the host', () => {
  const away = () => host.answer((_request, response) => void response.writeHead(503).end());
  const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));

  it('are asked for once, however many wait for them', async () => {
    const token = await host.issue('x');
    await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    await verify(token);
    expect(host.requests).toBe(1);
  });

  it('are found when they are new, and the former go on beside them', async () => {
    const former = await host.issue('x');
    await verify(former);
    await host.rotate();
    later(31_000);
    await verify(await host.issue('x'));
    await verify(former);
    expect(host.requests).toBe(2);
  });

  it('that are unknown are refused, and do not make us ask again and again', async () => {
    await verify(await host.issue('x'));
    await host.rotate({ secret: true });
    later(31_000);
    for (let n = 0; n < 20; n += 1)
      await expect(verify(await host.issue('x'))).rejects.toEqual(refused('token_invalid'));
    expect(host.requests).toBe(2);
  });

  it('go on for hours while the host is away; one that is unknown is to come back later', async () => {
    await verify(await host.issue('x'));
    away();
    later(3 * 3_600_000);
    await verify(await host.issue('x'));
    await host.rotate();
    await expect(verify(await host.issue('x'))).rejects.toMatchObject({
      code: 'identity_unavailable',
      details: { retryAfterMs: 5_000 },
    });
    const asked = host.requests;
    await expect(verify(await host.issue('x'))).rejects.toEqual(refused('identity_unavailable'));
    expect(host.requests).toBe(asked);
    host.answer(undefined);
    later(5_001);
    await verify(await host.issue('x'));
  });

  it('that were withdrawn are worth nothing ten minutes later', async () => {
    const token = await host.issue('x', { exp: seconds() + 3_600 });
    await verify(token);
    await host.rotate();
    host.keys.shift();
    later(11 * 60_000);
    // The one who notices that they are old still goes by them.
    await verify(token);
    await vi.waitFor(() => expect(verify(token)).rejects.toEqual(refused('token_invalid')));
  });

  it.each<[string, Parameters<TestHost['answer']>[0]]>([
    ['too many bytes', (_request, response) => void response.end(`{"keys":[],"x":"${'x'.repeat(70_000)}"}`)],
    [
      'another address',
      (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
    ],
    ['no JSON', (_request, response) => void response.end('<h1>Hello</h1>')],
    ['no keys', (_request, response) => void response.end('{"keys":7}')],
    ['nothing', (_request, response) => void response.destroy()],
  ])('are not had from an answer with %s', async (_name, answer) => {
    host.answer(answer);
    await expect(verify(await host.issue('x'))).rejects.toEqual(refused('identity_unavailable'));
    expect(host.requests).toBe(1);
  });
});
