import { sql, type Queryable } from '../../platform/postgres/database.ts';

/** What is kept of a second factor. */
export interface SecondFactor {
  /** Sealed. */
  readonly secret: Buffer;
  readonly lastStep: number;
  /** Of tries that came to nothing, and of this one. */
  readonly tries: number;
  readonly triedFrom: Date;
}

const find = sql(
  'second_factor_find',
  `SELECT since, (SELECT count(*)::integer FROM recovery_codes WHERE user_id = $1) AS recovery_codes
   FROM second_factors WHERE user_id = $1`,
);
// Counted before it is judged, so that many at once are counted too.
const take = sql(
  'second_factor_try',
  `UPDATE second_factors SET
     tries = CASE WHEN tried_from <= $3::timestamptz THEN 1 ELSE tries + 1 END,
     tried_from = CASE WHEN tried_from <= $3::timestamptz THEN $2::timestamptz ELSE tried_from END
   WHERE user_id = $1 RETURNING secret, last_step, tries, tried_from`,
);
// Of two at once with one code, one finds the step taken. Sealed anew, the secret is under the key that is first now.
const useStep = sql(
  'second_factor_use_step',
  `UPDATE second_factors SET last_step = $3, secret = $4, tries = 0
   WHERE user_id = $1 AND secret = $2 AND last_step < $3 RETURNING 1 AS one`,
);
const useRecoveryCode = sql(
  'second_factor_use_recovery_code',
  `WITH used AS (DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2 RETURNING user_id)
   UPDATE second_factors SET tries = 0 FROM used WHERE second_factors.user_id = used.user_id RETURNING 1 AS one`,
);
const keep = sql(
  'second_factor_keep',
  `WITH gone AS (DELETE FROM recovery_codes WHERE user_id = $1),
     kept AS (
       INSERT INTO second_factors (user_id, secret, last_step, since, tried_from) VALUES ($1, $2, $3, $4, $4)
       ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = excluded.last_step,
         since = excluded.since, tries = 0, tried_from = excluded.tried_from
       RETURNING user_id)
   INSERT INTO recovery_codes (user_id, hash) SELECT user_id, unnest($5::bytea[]) FROM kept`,
);
const remove = sql('second_factor_remove', 'DELETE FROM second_factors WHERE user_id = $1');

/** Second factors of administrators in PostgreSQL. */
export class SecondFactorRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Since when somebody has a second factor, and how many recovery codes are left; null: they have none. */
  async findSecondFactor(userId: string): Promise<{ since: string; recoveryCodes: number } | null> {
    const [row] = await this.#database.query<{ since: string; recovery_codes: number }>(find, [userId]);
    return row ? { since: row.since, recoveryCodes: row.recovery_codes } : null;
  }

  /** Counts a try, and answers what it is to be judged by; tries from before `from` are forgotten. */
  async takeTry(userId: string, now: Date, from: Date): Promise<SecondFactor | null> {
    const [row] = await this.#database.query<{
      secret: Buffer;
      last_step: string;
      tries: number;
      tried_from: string;
    }>(take, [userId, now, from]);
    if (!row) return null;
    const { secret, last_step, tries, tried_from } = row;
    return { secret, lastStep: Number(last_step), tries, triedFrom: new Date(tried_from) };
  }

  /** Takes a step of time; false when it was taken, or when the secret is another by now. */
  async useStep(userId: string, secret: Buffer, step: number, resealed: Buffer): Promise<boolean> {
    const rows = await this.#database.query(useStep, [userId, secret, step, resealed]);
    return rows.length === 1;
  }

  /** Takes a recovery code; false when there is none of this hash any more. */
  async useRecoveryCode(userId: string, hash: Buffer): Promise<boolean> {
    const rows = await this.#database.query(useRecoveryCode, [userId, hash]);
    return rows.length === 1;
  }

  /** Keeps a second factor in place of the one there may be. */
  async keepSecondFactor(
    userId: string,
    factor: { secret: Buffer; step: number; since: Date; recoveryHashes: readonly Buffer[] },
  ): Promise<void> {
    const { secret, step, since, recoveryHashes } = factor;
    await this.#database.query(keep, [userId, secret, step, since, recoveryHashes]);
  }

  async removeSecondFactor(userId: string): Promise<void> {
    await this.#database.query(remove, [userId]);
  }
}
