import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AppError, uuid } from '@duet/contract';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

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
 * The two kinds of tokens, each under a key of its own, so that neither works as the other. Both are functions of
 * what they say: the same session, generation and time give the same pair again.
 */
export class SessionTokens {
  readonly #accessKey: Uint8Array;
  readonly #refreshKey: Uint8Array;
  readonly #keyId: string;
  /** What tokens of ours say, by the token itself, and the second in which they expire. */
  readonly #verified = new LRUCache<string, { claims: AccessClaims; exp: number }>({ max: MAX_VERIFIED });

  constructor(keys: { accessToken: Uint8Array; refreshToken: Uint8Array }) {
    this.#accessKey = keys.accessToken;
    this.#refreshKey = keys.refreshToken;
    this.#keyId = createHash('sha256').update(keys.accessToken).digest('base64url').slice(0, 8);
  }

  /** A JWT that is good for ten minutes from `issuedAt`. */
  signAccess({ userId, sessionId }: AccessClaims, issuedAt: Date): Promise<string> {
    const seconds = Math.floor(issuedAt.getTime() / 1_000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: ACCESS_TYPE, kid: this.#keyId })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + ACCESS_SECONDS)
      .sign(this.#accessKey);
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
    const text = `${sessionId}.${generation}`;
    return `${text}.${createHmac('sha256', this.#refreshKey).update(text).digest('base64url')}`;
  }

  /** @throws AppError `refresh_invalid` for anything `refreshToken` did not make. */
  readRefresh(token: string): { sessionId: string; generation: number } {
    const [, sessionId, digits] = REFRESH_TOKEN.exec(token) ?? [];
    if (sessionId === undefined) throw new AppError('refresh_invalid');
    const generation = Number(digits);
    const expected = Buffer.from(this.refreshToken(sessionId, generation));
    const given = Buffer.from(token);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new AppError('refresh_invalid');
    }
    return { sessionId, generation };
  }

  #accessKeyOf(keyId: string | undefined): Uint8Array {
    if (keyId !== this.#keyId) throw new AppError('token_invalid');
    return this.#accessKey;
  }
}

/** What is stored of a refresh token. It has 256 random bits, so a plain hash hides it. */
export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
