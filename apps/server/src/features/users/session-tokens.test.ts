import { createHmac, generateKeyPairSync } from 'node:crypto';
import { jwtVerify, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { hashRefreshToken, SessionTokens } from './session-tokens.ts';

const ring = (byte: number): [Uint8Array] => [new Uint8Array(32).fill(byte)];
const keys = { accessToken: ring(1), refreshToken: ring(2) };
const tokens = new SessionTokens(keys);
const claims = {
  userId: '01900000-0000-7000-8000-0000000a11ce',
  sessionId: '01900000-0000-7000-8000-00000000cafe',
};
const NOW = new Date('2026-05-01T12:00:00.500Z');
const seconds = Math.floor(NOW.getTime() / 1_000);
const after = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function headerOf(token: string): Promise<JWTHeaderParameters> {
  const { protectedHeader } = await jwtVerify(token, keys.accessToken[0], { currentDate: NOW });
  return protectedHeader;
}

/** A token like ours but for what `change` says, signed with our key. */
async function forge(header: object, payload: JWTPayload): Promise<string> {
  const ours = await headerOf(await tokens.signAccess(claims, NOW));
  const all = {
    sid: claims.sessionId,
    sub: claims.userId,
    iss: 'duet',
    aud: 'duet',
    iat: seconds,
    exp: seconds + 60,
  };
  return new SignJWT({ ...all, ...payload })
    .setProtectedHeader({ ...ours, ...header })
    .sign(keys.accessToken[0]);
}

describe('an access token', () => {
  it('says who for ten minutes', async () => {
    const token = await tokens.signAccess(claims, NOW);
    expect(await tokens.verifyAccess(token, NOW)).toEqual(claims);
    expect(await tokens.verifyAccess(token, after(9.9))).toEqual(claims);
    await expect(tokens.verifyAccess(token, after(10.1))).rejects.toEqual(refused('token_expired'));
  });

  it('is the same for the same person, session and second', async () => {
    expect(await tokens.signAccess(claims, NOW)).toBe(await tokens.signAccess(claims, NOW));
  });

  it('forged with the right key and nothing wrong would be taken (so that the table below is about its changes)', async () => {
    expect(await tokens.verifyAccess(await forge({}, {}), NOW)).toEqual(claims);
  });

  it.each<[string, object, JWTPayload]>([
    ['J4 another audience', {}, { aud: 'admin' }],
    ['another issuer', {}, { iss: 'mallory' }],
    ['another type', { typ: 'JWT' }, {}],
    ['another key id', { kid: 'other' }, {}],
    ['no key id', { kid: undefined }, {}],
    ['another algorithm of the family', { alg: 'HS512' }, {}],
    ['no subject', {}, { sub: undefined as never }],
    ['no session', {}, { sid: undefined }],
    ['no end', {}, { exp: undefined as never }],
    ['a beginning to come', {}, { nbf: seconds + 60 }],
  ])('is refused with %s', async (_name, header, payload) => {
    const token = await forge(header, payload);
    await expect(tokens.verifyAccess(token, NOW)).rejects.toEqual(refused('token_invalid'));
  });

  it('J1 is refused unsigned', async () => {
    const [, payload] = (await tokens.signAccess(claims, NOW)).split('.');
    for (const alg of ['none', 'None', 'NONE']) {
      const token = `${base64url({ alg, typ: 'at+jwt' })}.${payload}.`;
      await expect(tokens.verifyAccess(token, NOW)).rejects.toEqual(refused('token_invalid'));
    }
  });

  it('J2 is refused when signed with something public', async () => {
    const [header, payload] = (await tokens.signAccess(claims, NOW)).split('.');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const mac = createHmac('sha256', pem).update(`${header}.${payload}`).digest('base64url');
    const ours = await headerOf(await tokens.signAccess(claims, NOW));
    const rs256 = await new SignJWT({}).setProtectedHeader({ ...ours, alg: 'RS256' }).sign(privateKey);
    for (const token of [`${header}.${payload}.${mac}`, rs256]) {
      await expect(tokens.verifyAccess(token, NOW)).rejects.toEqual(refused('token_invalid'));
    }
  });

  it('J5 is refused with any byte changed', async () => {
    const token = await tokens.signAccess(claims, NOW);
    for (let index = 0; index < token.length; index += 7) {
      const other = token[index] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, index) + other + token.slice(index + 1);
      await expect(tokens.verifyAccess(changed, NOW)).rejects.toEqual(refused('token_invalid'));
    }
  });

  it.each(['', '.', '..', 'garbage', 'a.b.c', 'x'.repeat(100_000), '\u0000'])(
    'is refused when it is none',
    async (text) => {
      await expect(tokens.verifyAccess(text, NOW)).rejects.toEqual(refused('token_invalid'));
    },
  );
});

describe('a refresh token', () => {
  it('says which generation of which session', () => {
    const token = tokens.refreshToken(claims.sessionId, 7);
    expect(tokens.readRefresh(token)).toEqual({ sessionId: claims.sessionId, generation: 7 });
    expect(tokens.refreshToken(claims.sessionId, 7)).toBe(token);
    expect(hashRefreshToken(token)).toHaveLength(32);
  });

  it('is refused when we did not make it', async () => {
    const token = tokens.refreshToken(claims.sessionId, 7);
    const forged = [
      token.replace('.7.', '.8.'),
      token.replace('.7.', '.07.'),
      token.replace('cafe', 'caff'),
      token.slice(0, -1),
      `${token}A`,
      ` ${token}`,
      '',
      new SessionTokens({ ...keys, refreshToken: keys.accessToken }).refreshToken(claims.sessionId, 7),
      await tokens.signAccess(claims, NOW),
    ];
    for (const text of forged) {
      expect(() => tokens.readRefresh(text)).toThrow(refused('refresh_invalid'));
    }
  });

  it('J6 is no access token', async () => {
    const token = tokens.refreshToken(claims.sessionId, 0);
    await expect(tokens.verifyAccess(token, NOW)).rejects.toEqual(refused('token_invalid'));
  });
});
