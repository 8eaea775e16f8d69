import assert from 'node:assert/strict';
import { createHash, createHmac, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { ErrorCode } from '@duet/contract';
import { refuseHandshake } from './handshake-cases.ts';
import { assertRefused, type HostileCase } from './hostile-case.ts';
import { LineClosed } from './line.ts';
import { RawSocket } from './raw-socket.ts';
import type { Probes, World } from './world.ts';

const encode = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const decode = (token: string) => {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const parse = (part: string) =>
    JSON.parse(String(Buffer.from(part, 'base64url'))) as Record<string, unknown>;
  return { header: parse(header), claims: parse(claims), signature };
};
const hmac = (text: string, key: string | Buffer, hash = 'sha256') =>
  `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;

/** A good token taken apart, put together as something else. */
type Forge = (
  token: { header: Record<string, unknown>; claims: Record<string, unknown>; signature: string },
  world: World,
) => string;

function token(id: string, says: string, forge: Forge, code: ErrorCode, needs?: 'sign'): HostileCase[] {
  const make = async (world: World) => forge(decode(world.people.customer.accessToken), world);
  return refuseToken(id, says, make, code, needs);
}

/** A good token of the host marketplace taken apart, likewise. */
function hostToken(id: string, says: string, forge: Forge, code: ErrorCode = 'token_invalid'): HostileCase[] {
  const make = async (world: World) => forge(decode(await world.probe('host').issue(MALLORY)), world);
  return refuseToken(id, `the host's, ${says}`, make, code, 'host');
}

/** The same token in the header of a request and in the handshake of a socket. */
function refuseToken(
  id: string,
  says: string,
  make: (world: World) => Promise<string>,
  code: ErrorCode,
  needs?: keyof Probes,
): HostileCase[] {
  return [
    {
      id,
      says: `${says} (REST)`,
      ...(needs && { needs }),
      async run(world) {
        const answer = await world.askPatiently({
          path: './me',
          headers: [`Authorization: Bearer ${await make(world)}`],
        });
        assertRefused(answer, code);
        assert.ok(await world.serves());
      },
    },
    {
      id,
      says: `${says} (socket)`,
      ...(needs && { needs }),
      run: async (world) => refuseHandshake(world, { token: await make(world) }, code),
    },
  ];
}

/** A person whom the host's own tokens make known; a forged one says the same. */
const MALLORY = { sub: 'mallory', name: 'Mallory', roles: ['customer'] };

/** A public key in every form that somebody might take for a secret. */
const PUBLIC_FORMS: Record<string, (key: KeyObject, jwk: JsonWebKey) => string | Buffer> = {
  'in PEM': (key) => key.export({ type: 'spki', format: 'pem' }),
  'in PEM without its last line break': (key) => String(key.export({ type: 'spki', format: 'pem' })).trim(),
  'in DER': (key) => key.export({ type: 'spki', format: 'der' }),
  'as JWK': (_key, jwk) => JSON.stringify(jwk),
  'in its bare coordinates': (_key, { x = '', y = '' }) =>
    Buffer.concat([x, y].map((part) => Buffer.from(part, 'base64url'))),
};

/** Signed by HMAC with the host's public key, which everybody has. */
const signedWithPublic =
  (form: keyof typeof PUBLIC_FORMS, hash = 'sha256', alg = 'HS256'): Forge =>
  ({ header, claims }, world) => {
    const [jwk] = world.probe('host').keys;
    const key = PUBLIC_FORMS[form]!(
      createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }),
      jwk as JsonWebKey,
    );
    return hmac(`${encode({ ...header, alg })}.${encode(claims)}`, key, hash);
  };

/** Issued by the host itself, with claims it should not have; what says a time is made when it is sent. */
function issued(
  id: string,
  says: string,
  claims: Record<string, unknown> | (() => Record<string, unknown>),
  code: ErrorCode = 'token_invalid',
): HostileCase[] {
  const make = (world: World) =>
    world.probe('host').issue({ ...MALLORY, ...(typeof claims === 'function' ? claims() : claims) });
  return refuseToken(id, `the host's, ${says}`, make, code, 'host');
}

/** A claim of its own, signed as by the server. */
const signed =
  (claims: (known: Record<string, unknown>) => object, header: object = {}): Forge =>
  (known, world) =>
    world.probe('sign')({ ...known.header, ...header }, { ...known.claims, ...claims(known.claims) });
const seconds = () => Math.floor(Date.now() / 1_000);

const NONE = ['none', 'None', 'NONE', 'nOnE', ''];
const KEYS: Record<string, string> = {
  'an empty key': '',
  'the key "secret"': 'secret',
  'the name of the key': 'kid',
  'the address of the server': 'url',
};

/** Tokens that the server did not make, or not for this. */
export const TOKEN_CASES: readonly HostileCase[] = [
  {
    id: 'J2',
    says: "the host's as it is opens a session, so that the forged ones below fail for what is wrong with them (REST)",
    needs: 'host',
    async run(world) {
      const good = await world.probe('host').issue(MALLORY);
      const { status, body } = await world.askPatiently({
        path: './me',
        headers: [`Authorization: Bearer ${good}`],
      });
      assert.equal(status, 200, body);
    },
  },
  ...Object.keys(PUBLIC_FORMS).flatMap((form) => [
    ...hostToken('J2', `signed with its public key ${form}`, signedWithPublic(form)),
    ...hostToken(
      'J2',
      `signed with its public key ${form}, HS512`,
      signedWithPublic(form, 'sha512', 'HS512'),
    ),
    ...hostToken('J2', `signed with its public key ${form}, as if by its algorithm`, (token, world) =>
      signedWithPublic(form, 'sha256', String(token.header['alg']))(token, world),
    ),
  ]),
  ...hostToken('J2', 'signed as by us', ({ claims }, world) =>
    world.probe('sign')({ alg: 'HS256', typ: 'at+jwt' }, claims),
  ),
  ...hostToken('J2', 'naming a key that nobody has', ({ header, claims, signature }) =>
    [encode({ ...header, kid: 'nobody' }), encode(claims), signature].join('.'),
  ),
  ...NONE.flatMap((alg) =>
    hostToken(
      'J1',
      `the algorithm "${alg}"`,
      ({ header, claims }) => `${encode({ ...header, alg })}.${encode(claims)}.`,
    ),
  ),
  ...hostToken('J5', "with somebody else's name in it", ({ header, claims, signature }) =>
    [encode(header), encode({ ...claims, sub: 'somebody' }), signature].join('.'),
  ),
  ...issued('J3', 'expired', () => ({ iat: seconds() - 700, exp: seconds() - 100 }), 'token_expired'),
  ...issued('J3', 'never to expire', { exp: undefined }),
  ...issued('J3', 'from the future', () => ({ iat: seconds() + 600, exp: seconds() + 900 })),
  ...['somebody-else', '', ['a', 'b'], undefined].flatMap((aud) =>
    issued('J4', `for ${JSON.stringify(aud)}`, { aud }),
  ),
  ...issued('J9', 'of nobody it has a name for', { sub: 'nobody', name: undefined }),
  ...[undefined, '', {}, ['a'], 'x'.repeat(300), 'a\0b'].flatMap((sub) =>
    issued('J9', `of a person called ${JSON.stringify(sub)?.slice(0, 30)}`, { sub }),
  ),
  ...NONE.flatMap((alg) => [
    ...token(
      'J1',
      `the algorithm "${alg}", unsigned`,
      ({ header, claims }) => `${encode({ ...header, alg })}.${encode(claims)}.`,
      'token_invalid',
    ),
    ...token(
      'J1',
      `the algorithm "${alg}", signed`,
      ({ header, claims, signature }) => `${encode({ ...header, alg })}.${encode(claims)}.${signature}`,
      'token_invalid',
    ),
  ]),
  ...Object.entries(KEYS).flatMap(([says, key]) =>
    token(
      'J2',
      `signed with ${says}`,
      ({ header, claims }, world) =>
        hmac(
          `${encode(header)}.${encode(claims)}`,
          { kid: String(header['kid']), url: world.url }[key] ?? key,
        ),
      'token_invalid',
    ),
  ),
  ...token(
    'J2',
    'signed with a key it brings along',
    ({ header, claims }) => {
      const k = encode('a key of my own, which is long enough');
      return hmac(
        `${encode({ ...header, jwk: { kty: 'oct', k } })}.${encode(claims)}`,
        Buffer.from(k, 'base64url'),
      );
    },
    'token_invalid',
  ),
  ...['http://127.0.0.1:9/keys', 'file:///etc/passwd'].flatMap((address) =>
    token(
      'J2',
      `with its key at ${address}`,
      ({ header, claims }) =>
        hmac(`${encode({ ...header, jku: address, x5u: address })}.${encode(claims)}`, ''),
      'token_invalid',
    ),
  ),
  ...['../../dev/null', "' OR 1=1 --", '', '__proto__', null, 7, ['a']].flatMap((kid) =>
    token(
      'J2',
      `the key named ${JSON.stringify(kid)}`,
      ({ header, claims }) => hmac(`${encode({ ...header, kid })}.${encode(claims)}`, ''),
      'token_invalid',
    ),
  ),
  ...token(
    'J3',
    'expired',
    signed(() => ({ iat: seconds() - 700, exp: seconds() - 100 })),
    'token_expired',
    'sign',
  ),
  ...token(
    'J3',
    'expired this second',
    signed(() => ({ iat: seconds() - 600, exp: seconds() })),
    'token_expired',
    'sign',
  ),
  ...token(
    'J3',
    'never to expire',
    signed(() => ({ exp: undefined })),
    'token_invalid',
    'sign',
  ),
  ...token(
    'J3',
    'not good yet',
    signed(() => ({ nbf: seconds() + 600 })),
    'token_invalid',
    'sign',
  ),
  ...token(
    'J3',
    'with a time that is a text',
    signed(() => ({ exp: '9999999999' })),
    'token_invalid',
    'sign',
  ),
  ...['somebody-else', '', null, undefined, 7].flatMap((aud) =>
    token(
      'J4',
      `for ${JSON.stringify(aud)}`,
      signed(() => ({ aud })),
      'token_invalid',
      'sign',
    ),
  ),
  ...token(
    'J4',
    'by somebody else',
    signed(() => ({ iss: 'https://evil.example' })),
    'token_invalid',
    'sign',
  ),
  ...token(
    'J4',
    'of another type',
    signed(() => ({}), { typ: 'JWT' }),
    'token_invalid',
    'sign',
  ),
  ...token(
    'J4',
    'of an extension it calls critical',
    signed(() => ({}), { crit: ['b64'], b64: false }),
    'token_invalid',
    'sign',
  ),
  ...token(
    'J5',
    'with a byte of what it says changed',
    ({ header, claims, signature }) =>
      `${encode(header)}.${encode({ ...claims, iat: Number(claims['iat']) + 1 })}.${signature}`,
    'token_invalid',
  ),
  ...token(
    'J5',
    "with somebody else's name in it",
    ({ header, claims, signature }, world) =>
      `${encode(header)}.${encode({ ...claims, sub: world.people.artist.user.id })}.${signature}`,
    'token_invalid',
  ),
  ...token(
    'J5',
    'with a byte of its signature changed',
    ({ header, claims, signature }) =>
      `${encode(header)}.${encode(claims)}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'token_invalid',
  ),
  ...token(
    'J5',
    'without the end of its signature',
    ({ header, claims, signature }) => `${encode(header)}.${encode(claims)}.${signature.slice(0, -4)}`,
    'token_invalid',
  ),
  ...token(
    'J5',
    'under another algorithm of the same key',
    ({ header, claims }, world) =>
      hmac(
        `${encode({ ...header, alg: 'HS512' })}.${encode(claims)}`,
        createHash('sha256').update(world.url).digest(),
        'sha512',
      ),
    'token_invalid',
  ),
  ...token('J5', 'of one part', () => 'abc', 'token_invalid'),
  ...token('J5', 'of five parts', () => 'a.b.c.d.e', 'token_invalid'),
  ...token('J5', 'of empty parts', () => '..', 'token_invalid'),
  ...token(
    'J5',
    'of parts that are no objects',
    () => `${encode('null')}.${encode('[]')}.x`,
    'token_invalid',
  ),
  ...token('J6', 'a refresh token', (_token, world) => world.people.customer.refreshToken, 'token_invalid'),
  ...token(
    'J9',
    'of nobody',
    signed(() => ({ sub: crypto.randomUUID() })),
    'token_invalid',
    'sign',
  ),
  ...token(
    'J9',
    'of a session that never was',
    signed(() => ({ sid: crypto.randomUUID() })),
    'token_invalid',
    'sign',
  ),
  ...['abc', '', null, undefined, 7, { a: 1 }, ['a'], '\0', "' OR 1=1 --", 'x'.repeat(2_000)].flatMap(
    (value) => [
      ...token(
        'J9',
        `of a session named ${JSON.stringify(value)?.slice(0, 30)}`,
        signed(() => ({ sid: value })),
        'token_invalid',
        'sign',
      ),
      ...token(
        'J9',
        `of a person named ${JSON.stringify(value)?.slice(0, 30)}`,
        signed(() => ({ sub: value })),
        'token_invalid',
        'sign',
      ),
    ],
  ),
  ...token(
    'J9',
    "of somebody else's session",
    ({ header, claims }, world) => {
      const { claims: others } = decode(world.people.artist.accessToken);
      return world.probe('sign')(header, { ...claims, sid: others['sid'] });
    },
    'token_invalid',
    'sign',
  ),
  ...['x'.repeat(100_000), 'a.'.repeat(50_000)].flatMap((long): HostileCase[] => [
    {
      id: 'J10',
      says: 'a token of 100 kB (REST)',
      async run(world) {
        assertRefused(
          await world.ask({ path: './me', headers: [`Authorization: Bearer ${long}`] }),
          'headers_too_large',
        );
        assert.equal((await world.ask({ path: '/healthz' })).status, 200);
      },
    },
    {
      id: 'J10',
      says: 'a token of 100 kB (socket)',
      async run(world) {
        const socket = await RawSocket.upgrade(world.url);
        await assert.rejects(socket.join({ token: long }), LineClosed);
      },
    },
  ]),
  {
    id: 'J10',
    says: 'a token of 10 kB (socket)',
    run: (world) => refuseHandshake(world, { token: 'x'.repeat(10_000) }, 'auth_required'),
  },
  ...['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Token abc', 'bearer', 'Bearer a b', 'Bearer\ta\tb'].map(
    (value): HostileCase => ({
      id: 'J5',
      says: `the header "${value}" (REST)`,
      async run(world) {
        assertRefused(
          await world.askPatiently({ path: './me', headers: [`Authorization: ${value}`] }),
          'auth_required',
        );
        assert.ok(await world.serves());
      },
    }),
  ),
  {
    id: 'J5',
    says: 'of two tokens the first counts, whatever the second is (REST)',
    async run(world) {
      const good = `Authorization: Bearer ${world.people.customer.accessToken}`;
      assert.equal(
        (await world.ask({ path: './me', headers: [good, 'Authorization: Bearer x'] })).status,
        200,
      );
      assertRefused(
        await world.ask({ path: './me', headers: ['Authorization: Bearer x', good] }),
        'token_invalid',
      );
    },
  },
];
