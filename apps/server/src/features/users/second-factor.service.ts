import { createHash, randomBytes } from 'node:crypto';
import { AppError, type SecondFactorEnrolment } from '@duet/contract';
import { Secret, TOTP } from 'otpauth';
import type { KeyRing } from '../../platform/key-ring.ts';
import { seal, unseal } from '../../platform/sealed.ts';
import type { SecondFactorRepository } from './second-factor.repository.ts';

/** What authenticators call the account's place. */
const ISSUER = 'Duet';
/** RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20;
const PERIOD_MS = 30_000;
/** A clock may be off by a period, before and after. */
const WINDOW = 1;
/**
 * Three codes of a million are right at a time, and 480 can be tried a day: who has the password, and tries for 16 months, guesses
 * one as likely as not. Every try stands in the audit log.
 */
const MAX_TRIES = 5;
const TRIES_FORGOTTEN_MS = 15 * 60_000;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;
/** Long enough to find one's phone. */
const ENROLMENT_MS = 10 * 60_000;

/** The codes of administrators' authenticators (RFC 6238), and what stands in for them. */
export class SecondFactorService {
  readonly #repository: SecondFactorRepository;
  readonly #keys: KeyRing;
  readonly #clock: () => Date;

  constructor(repository: SecondFactorRepository, keys: KeyRing, clock: () => Date = () => new Date()) {
    this.#repository = repository;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** Since when somebody has a second factor, and how many recovery codes are left; null: they have none. */
  find(userId: string): Promise<{ since: string; recoveryCodes: number } | null> {
    return this.#repository.findSecondFactor(userId);
  }

  /**
   * Whether somebody has shown a second factor; false when they have none. A code is taken once, on whatever server.
   * @throws AppError `second_factor_required` when they have one and show no code; `second_factor_invalid`; `rate_limited` after
   * five codes within a quarter of an hour that were none
   */
  async check(userId: string, code: string | undefined): Promise<boolean> {
    if (code === undefined) {
      if (await this.find(userId)) throw new AppError('second_factor_required');
      return false;
    }
    const now = this.#clock();
    const from = new Date(now.getTime() - TRIES_FORGOTTEN_MS);
    const factor = await this.#repository.takeTry(userId, now, from);
    if (!factor) return false;
    if (factor.tries > MAX_TRIES) {
      const retryAfterMs = factor.triedFrom.getTime() + TRIES_FORGOTTEN_MS - now.getTime();
      throw new AppError('rate_limited', { retryAfterMs });
    }
    const isRight = isOfAuthenticator(code)
      ? await this.#useCode(userId, factor.secret, code, now)
      : await this.#repository.useRecoveryCode(userId, hashOf(code));
    if (!isRight) throw new AppError('second_factor_invalid');
    return true;
  }

  /** What an authenticator is to be told; nothing is kept until `confirm`. */
  begin(user: { id: string; email: string }): SecondFactorEnrolment {
    const bytes = randomBytes(SECRET_BYTES);
    const until = Buffer.alloc(8);
    until.writeBigUInt64BE(BigInt(this.#clock().getTime() + ENROLMENT_MS));
    const enrolment = seal(this.#keys, Buffer.concat([until, bytes]), aboutEnrolment(user.id));
    const totp = authenticator(bytes, user.email);
    return {
      enrolment: enrolment.toString('base64url'),
      secret: totp.secret.base32,
      uri: totp.toString(),
    };
  }

  /**
   * Keeps what was begun, in place of what there was, once its first code is shown. The answer is ten recovery codes, of which
   * only hashes are kept.
   * @throws AppError `second_factor_invalid`, also when it was begun by somebody else, or longer ago than ten minutes
   */
  async confirm(userId: string, enrolment: string, code: string): Promise<string[]> {
    const now = this.#clock();
    const begun = unseal(this.#keys, Buffer.from(enrolment, 'base64url'), aboutEnrolment(userId));
    if (!begun || begun.readBigUInt64BE() < now.getTime()) throw new AppError('second_factor_invalid');
    const bytes = begun.subarray(8);
    const step = stepOf(bytes, code, now);
    if (step === undefined) throw new AppError('second_factor_invalid');
    const codes = Array.from({ length: RECOVERY_CODES }, recoveryCode);
    await this.#repository.keepSecondFactor(userId, {
      secret: seal(this.#keys, bytes, userId),
      step,
      since: now,
      recoveryHashes: codes.map(hashOf),
    });
    return codes.map((each) => each.replace(/(.{4})(?=.)/g, '$1-'));
  }

  /** Takes a second factor away. Whoever had it signs in by their password alone until they have set up another. */
  remove(userId: string): Promise<void> {
    return this.#repository.removeSecondFactor(userId);
  }

  async #useCode(userId: string, sealed: Buffer, code: string, now: Date): Promise<boolean> {
    const bytes = unseal(this.#keys, sealed, userId);
    // Sealed under a secret that this server has not: see docs/production.md.
    if (!bytes) return false;
    const step = stepOf(bytes, code, now);
    if (step === undefined) return false;
    return this.#repository.useStep(userId, sealed, step, seal(this.#keys, bytes, userId));
  }
}

const aboutEnrolment = (userId: string) => `enrolment ${userId}`;

function isOfAuthenticator(code: string): boolean {
  return /^\d{6}$/.test(code);
}

function authenticator(bytes: Uint8Array, label: string): TOTP {
  const secret = new Secret({ buffer: new Uint8Array(bytes).buffer });
  return new TOTP({ issuer: ISSUER, label, secret, period: PERIOD_MS / 1_000 });
}

/** The step of time whose code this is; undefined: of none that is near. */
function stepOf(bytes: Uint8Array, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = authenticator(bytes, '').validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? undefined : Math.floor(timestamp / PERIOD_MS) + delta;
}

/** 80 random bits in the letters of base 32. */
function recoveryCode(): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32;
}

function hashOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
