import type { Role } from '@duet/contract';
import { sql, type Queryable } from '../../platform/postgres/database.ts';

/** Why a session is over; the words of `session:revoked`. */
export type EndReason = 'signed_out' | 'expired' | 'revoked';

/** A session as its row and its person's row stand. */
export interface Session {
  id: string;
  userId: string;
  roles: Role[];
  /** null while it lives. */
  ended: EndReason | null;
  /** The generation of the refresh token that is good now, since when, and the hashes of it and of the one before. */
  generation: number;
  rotatedAt: Date;
  refreshHash: Buffer;
  previousHash: Buffer | null;
}

interface SessionRow {
  id: string;
  user_id: string;
  roles: Role[];
  ended: EndReason | null;
  generation: number;
  rotated_at: string;
  refresh_hash: Buffer;
  previous_hash: Buffer | null;
}

// $2 is now. A row that is gone was ended by somebody.
const ended = `CASE
  WHEN s.revoked_reason = 'signed_out' THEN 'signed_out'
  WHEN s.id IS NULL OR s.revoked_at IS NOT NULL OR u.suspended_at IS NOT NULL THEN 'revoked'
  WHEN s.expires_at <= $2 THEN 'expired' END`;
const insert = sql(
  'session_insert',
  `INSERT INTO sessions (id, user_id, refresh_hash, device, created_at, rotated_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $5, $6)`,
);
const find = sql(
  'session_find',
  `SELECT s.id, s.user_id, u.roles, ${ended} AS ended, s.generation, s.rotated_at, s.refresh_hash, s.previous_hash
   FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1`,
);
const listEnded = sql(
  'session_list_ended',
  `SELECT * FROM (
     SELECT wanted.id, ${ended} AS ended FROM unnest($1::uuid[]) AS wanted (id)
     LEFT JOIN sessions s ON s.id = wanted.id LEFT JOIN users u ON u.id = s.user_id
   ) AS looked_at WHERE ended IS NOT NULL`,
);
const rotate = sql(
  'session_rotate',
  `UPDATE sessions SET generation = generation + 1, previous_hash = refresh_hash, refresh_hash = $3,
     rotated_at = $4, changed_tx = pg_current_xact_id()
   WHERE id = $1 AND refresh_hash = $2 AND revoked_at IS NULL RETURNING id`,
);
const revoke = sql(
  'session_revoke',
  `UPDATE sessions SET revoked_at = $2, revoked_reason = $3, changed_tx = pg_current_xact_id()
   WHERE id = $1 AND revoked_at IS NULL`,
);

export class SessionRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** A new session, in generation 0. */
  async insertSession(session: {
    id: string;
    userId: string;
    refreshHash: Buffer;
    device: string;
    createdAt: Date;
    expiresAt: Date;
  }): Promise<void> {
    const { id, userId, refreshHash, device, createdAt, expiresAt } = session;
    await this.#database.query(insert, [id, userId, refreshHash, device, createdAt, expiresAt]);
  }

  async findSession(id: string, now: Date): Promise<Session | undefined> {
    const [row] = await this.#database.query<SessionRow>(find, [id, now]);
    return row && toSession(row);
  }

  /** Those of `ids` that are over, and why. One round trip, however many. */
  async listEndedSessions(
    ids: readonly string[],
    now: Date,
  ): Promise<{ sessionId: string; reason: EndReason }[]> {
    const rows = await this.#database.query<{ id: string; ended: EndReason }>(listEnded, [ids, now]);
    return rows.map((row) => ({ sessionId: row.id, reason: row.ended }));
  }

  /** Moves a live session to its next refresh token; false when `from` is not the current one any more. */
  async rotateRefreshToken(id: string, from: Buffer, to: Buffer, now: Date): Promise<boolean> {
    const rows = await this.#database.query(rotate, [id, from, to, now]);
    return rows.length === 1;
  }

  /** Ends a session; one that is over keeps its first reason. */
  async revokeSession(id: string, reason: string, now: Date): Promise<void> {
    await this.#database.query(revoke, [id, now, reason]);
  }
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id,
    roles: row.roles,
    ended: row.ended,
    generation: row.generation,
    rotatedAt: new Date(row.rotated_at),
    refreshHash: row.refresh_hash,
    previousHash: row.previous_hash,
  };
}
