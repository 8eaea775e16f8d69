import { createHash, createHmac } from 'node:crypto';
import { AppError, uuid } from '@duet/contract';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { isMadeByOne, type KeyRing } from '../../platform/key-ring.ts';

const ISSUER = 'duet';
const AUDIENCE = 'duet';
const ACCESS_TYPE = 'at+jwt';
const ALGORITHM = 'HS256';
const ACCESS_SECONDS = 10 * 60;
const accessClaims = z.object({ sub: uuid, sid: uuid, exp: z.int() });
/** A fifth of a millisecond each is saved; whoever comes back shows theirs twice, connecting and syncing. */
const MAX_VERIFIED = 10_000;
const REFRESH_TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,9})\.([\w-]{43})$/;

/** What an access token says. */
export interface AccessClaims {
  userId: string;
  sessionId: string;
}

/**
 * The two kinds of tokens, each under keys of its own, so that neither works as the other. Both are functions of what
 * they say and the key: the same session, generation and time give the same pair again.
 */
export class SessionTokens {
  readonly #accessKeys: KeyRing;
  readonly #refreshKeys: KeyRing;
  /** What tokens of ours say, by the token itself, and the second in which they expire. */
  readonly #verified = new LRUCache<string, { claims: AccessClaims; exp: number }>({ max: MAX_VERIFIED });

  constructor(keys: { accessToken: KeyRing; refreshToken: KeyRing }) {
    this.#accessKeys = keys.accessToken;
    this.#refreshKeys = keys.refreshToken;
  }

  /** A JWT that is good for ten minutes from `issuedAt`. */
  signAccess({ userId, sessionId }: AccessClaims, issuedAt: Date): Promise<string> {
    const seconds = Math.floor(issuedAt.getTime() / 1_000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: ACCESS_TYPE, kid: idOf(this.#accessKeys[0]) })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + ACCESS_SECONDS)
      .sign(this.#accessKeys[0]);
  }

  /** @throws AppError `token_expired`, or `token_invalid` for anything `signAccess` did not make. */
  async verifyAccess(token: string, now: Date): Promise<AccessClaims> {
    const known = this.#verified.get(token);
    if (known && known.exp > Math.floor(now.getTime() / 1_000)) return known.claims;
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#accessKeyOf(kid), {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: ACCESS_TYPE,
        requiredClaims: ['iat', 'exp'],
        currentDate: now,
      });
      const { sub, sid, exp } = accessClaims.parse(payload);
      const claims = { userId: sub, sessionId: sid };
      this.#verified.set(token, { claims, exp });
      return claims;
    } catch (error) {
      throw new AppError(
        error instanceof errors.JWTExpired ? 'token_expired' : 'token_invalid',
        {},
        { cause: error },
      );
    }
  }

  /** The refresh token of one generation of a session. */
  refreshToken(sessionId: string, generation: number): string {
    return toRefreshToken(this.#refreshKeys[0], sessionId, generation);
  }

  /**
   * The one that is stored as `hash`, whichever of the keys has made it: another server may have another first.
   * @throws AppError `refresh_invalid` when it was made by a key that is accepted no more
   */
  storedRefreshToken(sessionId: string, generation: number, hash: Buffer): string {
    const tokens = this.#refreshKeys.map((key) => toRefreshToken(key, sessionId, generation));
    const stored = tokens.find((token) => hashRefreshToken(token).equals(hash));
    if (stored === undefined) throw new AppError('refresh_invalid');
    return stored;
  }

  /** @throws AppError `refresh_invalid` for anything that none of the keys has made */
  readRefresh(token: string): { sessionId: string; generation: number } {
    const [, sessionId, digits] = REFRESH_TOKEN.exec(token) ?? [];
    if (sessionId === undefined) throw new AppError('refresh_invalid');
    const generation = Number(digits);
    const make = (key: Uint8Array) => Buffer.from(toRefreshToken(key, sessionId, generation));
    if (!isMadeByOne(this.#refreshKeys, Buffer.from(token), make)) throw new AppError('refresh_invalid');
    return { sessionId, generation };
  }

  #accessKeyOf(keyId: string | undefined): Uint8Array {
    const key = this.#accessKeys.find((one) => idOf(one) === keyId);
    if (!key) throw new AppError('token_invalid');
    return key;
  }
}

function toRefreshToken(key: Uint8Array, sessionId: string, generation: number): string {
  const text = `${sessionId}.${generation}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

/** What tells keys from one another, and nothing about them. */
function idOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8);
}

/** What is stored of a refresh token. It has 256 random bits, so a plain hash hides it. */
export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
