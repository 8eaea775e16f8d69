import { AppError, externalId, personName, timeZone, type Side } from '@duet/contract';
import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { HostToken } from './session.repository.ts';

/** How tokens of the host marketplace are told from others and what they say; see `docs/integrate.md`. */
export interface HostIdentity {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** The names of the claims. */
  readonly claims: Readonly<Record<'id' | 'session' | 'name' | 'roles' | 'timeZone', string>>;
  /** The side that each of the host's roles stands for; others mean nothing here. */
  readonly roles: ReadonlyMap<string, Side>;
}

/** How far the host's clock may be from ours. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** However long a token lives, its session lives 30 days at most without another. */
const LONGEST_SECONDS = 30 * 24 * 60 * 60;

/** Ids are text; some hosts number theirs. */
const idClaim = z.union([z.number().int().transform(String), externalId]);

/** Verifies access tokens of the host marketplace and reads their claims. */
export class HostTokens {
  readonly #identity: HostIdentity;
  readonly #keys: JWTVerifyGetKey;

  constructor(identity: HostIdentity, keys: JWTVerifyGetKey) {
    this.#identity = identity;
    this.#keys = keys;
  }

  /** Whether a token says that it is the host's. That alone proves nothing. */
  isMeant(token: string): boolean {
    try {
      return decodeJwt(token).iss === this.#identity.issuer;
    } catch {
      // Whatever it is, it is none of theirs.
      return false;
    }
  }

  /**
   * What a token says, verified.
   * @throws AppError `token_expired`, `token_invalid` for anything the host did not issue for us, and
   * `identity_unavailable` when its key is not known and the host cannot be asked
   */
  async verify(token: string, now: Date): Promise<HostToken> {
    const { issuer, audience, algorithms, claims } = this.#identity;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        algorithms: [...algorithms],
        issuer,
        audience,
        requiredClaims: [claims.id, 'iat', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: now,
      });
      return this.#read(payload, now);
    } catch (error) {
      if (error instanceof AppError) throw error;
      const code = error instanceof errors.JWTExpired ? 'token_expired' : 'token_invalid';
      throw new AppError(code, {}, { cause: error });
    }
  }

  #read(payload: JWTPayload, now: Date): HostToken {
    const { issuer, claims } = this.#identity;
    const { iat = 0, exp = 0 } = payload;
    // One from the future would outlive the end of its session.
    if (iat < 0 || iat > now.getTime() / 1_000 + CLOCK_TOLERANCE_SECONDS) throw new Error('iat');
    return {
      issuer,
      subject: idClaim.parse(payload[claims.id]),
      hostSession: idClaim.optional().parse(payload[claims.session]),
      issuedAt: new Date(iat * 1_000),
      expiresAt: new Date(Math.min(exp, iat + LONGEST_SECONDS) * 1_000),
      person: this.#person(payload),
    };
  }

  /** Undefined unless the token has a role that means something: without one nobody takes part. */
  #person(payload: JWTPayload): HostToken['person'] {
    const { claims, roles: sides } = this.#identity;
    const name = personName.safeParse(payload[claims.name]);
    const roles = [...new Set(wordsOf(payload[claims.roles]).flatMap((role) => sides.get(role) ?? []))];
    if (roles.length === 0) return undefined;
    return { name: name.data, roles, timeZone: timeZone.catch('UTC').parse(payload[claims.timeZone]) };
  }
}

/** A claim of several words: a list, or one text with spaces between. */
function wordsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : [];
}
