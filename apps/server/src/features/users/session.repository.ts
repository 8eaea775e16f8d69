import type { OwnSession, Role, Side } from '@duet/contract';
import type { EndedSession, SessionMoment } from '../../platform/actor.ts';
import { sql, type Queryable } from '../../platform/postgres/database.ts';

/** Why a session was ended before its time, as its row keeps it. Only `signed_out` is about one session alone. */
export type EndCause =
  | 'signed_out'
  | 'signed_out_everywhere'
  | 'password_changed'
  | 'refresh_reused'
  | 'suspended'
  | 'roles_changed'
  | 'ended_by_host'
  | 'ended_by_admin'
  | 'erased';

/** A session as its row and its person's row stand. */
export interface Session {
  id: string;
  userId: string;
  roles: Role[];
  /** null while it lives. */
  ended: EndedSession['reason'] | null;
  expiresAt: Date;
  /** Of the dashboard: `refreshHash` is that of its cookie's secret, and nothing renews it. */
  admin: boolean;
  /** It was opened with a second factor. */
  secondFactor: boolean;
  /** The generation of the refresh token that is good now, since when, and the hashes of it and of the one before. */
  generation: number;
  rotatedAt: Date;
  /** null where tokens of the host marketplace open the session, and none of ours renew it. */
  refreshHash: Buffer | null;
  previousHash: Buffer | null;
}

/** A verified token of the host marketplace: whose it is, of which of the host's sessions, and for how long. */
export interface HostToken {
  issuer: string;
  subject: string;
  /** What tells a person's devices apart; undefined when the host does not. */
  hostSession: string | undefined;
  issuedAt: Date;
  expiresAt: Date;
  /** Who it is, as far as the token says. */
  person?: HostPerson | undefined;
}

/** What a token of the host marketplace tells of its person. */
export interface HostPerson {
  /** undefined where it tells none, or none that people are shown: whoever is known keeps theirs. */
  name: string | undefined;
  roles: Side[];
  timeZone: string;
}

/** A session as its person is told of it. */
export type LivingSession = Omit<OwnSession, 'current'> & { expiresAt: string };

interface SessionRow {
  id: string;
  user_id: string;
  roles: Role[];
  ended: EndedSession['reason'] | null;
  expires_at: string;
  admin: boolean;
  second_factor: boolean;
  generation: number;
  rotated_at: string;
  refresh_hash: Buffer | null;
  previous_hash: Buffer | null;
}

// $2 is now. A row that is gone was ended by somebody.
const ended = `CASE
  WHEN s.revoked_reason IN ('signed_out', 'signed_out_everywhere') THEN 'signed_out'
  WHEN s.id IS NULL OR s.revoked_at IS NOT NULL OR u.suspended_at IS NOT NULL THEN 'revoked'
  WHEN s.expires_at <= $2 THEN 'expired' END`;
// Only while the password that was checked is still theirs, and they are not suspended: see end_sessions.
const insert = sql(
  'session_insert',
  `INSERT INTO sessions (id, user_id, refresh_hash, device, created_at, rotated_at, expires_at, admin, second_factor)
   SELECT $1, id, $4, $5, $6, $6, $7, $8, $9 FROM users
    WHERE id = $2 AND password_hash = $3 AND suspended_at IS NULL FOR SHARE
   RETURNING id`,
);
const openHost = sql('session_open_host', 'SELECT * FROM open_host_session($1, $2, $3, $4, $5, $6, $7, $8)');
const find = sql(
  'session_find',
  `SELECT s.id, s.user_id, u.roles, ${ended} AS ended, s.expires_at, s.admin, s.second_factor, s.generation, s.rotated_at,
     s.refresh_hash, s.previous_hash
   FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ANY ($1::uuid[])`,
);
const listLiving = sql(
  'session_list_living',
  `SELECT id, device, created_at, rotated_at, expires_at FROM sessions
   WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND admin = $3 ORDER BY rotated_at DESC, id DESC LIMIT 100`,
);
/** Of more that ended since a look, those who look are better off with a look at their own. */
const MAX_FOLLOWED = 5_000;
// One statement, so that the snapshot that is answered is the one that was looked through.
const findEnded = sql(
  'session_find_ended',
  `WITH followed AS MATERIALIZED (
     SELECT id FROM sessions WHERE revoked_at IS NOT NULL AND is_since(changed_tx, $3::pg_snapshot)
     UNION ALL SELECT id FROM sessions WHERE expires_at > $4 AND expires_at <= $2
     LIMIT ${MAX_FOLLOWED + 1})
   SELECT pg_current_snapshot()::text AS snapshot,
     (SELECT count(*) > ${MAX_FOLLOWED} FROM followed)
       OR coalesce(pg_snapshot_xmax($3::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()), false) AS is_lost,
     (SELECT coalesce(jsonb_object_agg(id, ended), '{}') FROM (
        SELECT wanted.id, ${ended} AS ended
        FROM (SELECT unnest($1::uuid[]) AS id UNION SELECT id FROM followed) AS wanted
        LEFT JOIN sessions s ON s.id = wanted.id LEFT JOIN users u ON u.id = s.user_id
      ) AS looked_at WHERE ended IS NOT NULL) AS ended`,
);
const rotate = sql(
  'session_rotate',
  `UPDATE sessions SET generation = generation + 1, previous_hash = refresh_hash, refresh_hash = $3,
     rotated_at = $4
   WHERE id = $1 AND refresh_hash = $2 AND revoked_at IS NULL RETURNING id`,
);
// Long enough to look into what somebody's devices did, and for every token there may still be (30 days) to be over: it
// has to find the end of its session.
const trim = sql(
  'session_trim',
  `DELETE FROM sessions WHERE id IN (
     SELECT id FROM sessions WHERE expires_at < $1::timestamptz - interval '90 days' ORDER BY expires_at LIMIT $2
   ) RETURNING 1 AS one`,
);
const end = sql('session_end', 'SELECT end_sessions AS id FROM end_sessions($1, $2, $3, $4, $5)');

export class SessionRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** A new session, in generation 0; false when the password that was checked is not the person's any more. */
  async insertSession(session: {
    id: string;
    userId: string;
    passwordHash: string;
    refreshHash: Buffer;
    device: string;
    createdAt: Date;
    expiresAt: Date;
    admin: boolean;
    secondFactor: boolean;
  }): Promise<boolean> {
    const { id, userId, passwordHash, refreshHash, device, createdAt, expiresAt, admin, secondFactor } =
      session;
    const values = [id, userId, passwordHash, refreshHash, device, createdAt, expiresAt, admin, secondFactor];
    const rows = await this.#database.query(insert, values);
    return rows.length === 1;
  }

  /**
   * The session of a host's token, under `id` if it is new; it lasts until `expiresAt` at least. `unknown`: nobody has
   * that subject. `ended`: the token is older than an end of the session, or its person is suspended.
   */
  async openHostSession(
    token: HostToken,
    session: { id: string; device: string; expiresAt: Date },
    now: Date,
  ): Promise<{ id: string } | 'unknown' | 'ended'> {
    const { issuer, subject, hostSession = '', issuedAt } = token;
    const { id, device, expiresAt } = session;
    const [row] = await this.#database.query<{ outcome: 'open' | 'unknown' | 'ended'; session_id: string }>(
      openHost,
      [issuer, subject, hostSession, issuedAt, expiresAt, id, device, now],
    );
    if (!row) throw new Error('open_host_session answered nothing');
    return row.outcome === 'open' ? { id: row.session_id } : row.outcome;
  }

  /** Those of these sessions that there are, by id. */
  async findSessions(ids: readonly string[], now: Date): Promise<Map<string, Session>> {
    const rows = await this.#database.query<SessionRow>(find, [ids, now]);
    return new Map(rows.map((row) => [row.id, toSession(row)]));
  }

  /** A person's sessions that live, in the app or in the dashboard, the last renewed first. */
  async listLivingSessions(
    userId: string,
    { admin }: Pick<Session, 'admin'>,
    now: Date,
  ): Promise<LivingSession[]> {
    const rows = await this.#database.query<
      Record<'id' | 'device' | 'created_at' | 'rotated_at' | 'expires_at', string>
    >(listLiving, [userId, now, admin]);
    return rows.map((row) => ({
      id: row.id,
      device: row.device,
      createdAt: row.created_at,
      renewedAt: row.rotated_at,
      expiresAt: row.expires_at,
    }));
  }

  /** See `Authenticator.findEndedSessions`. One round trip, whose cost is that of what has ended and of `ids`. */
  async findEndedSessions(
    ids: readonly string[],
    since: SessionMoment | undefined,
    now: Date,
  ): Promise<{ ended: EndedSession[]; until: SessionMoment | undefined }> {
    const values = [ids, now, since?.snapshot ?? null, since?.at ?? null];
    const [row] = await this.#database.query<{
      snapshot: string;
      is_lost: boolean;
      ended: Record<string, EndedSession['reason']>;
    }>(findEnded, values);
    if (!row) throw new Error('the look at sessions answered nothing');
    return {
      ended: Object.entries(row.ended).map(([sessionId, reason]) => ({ sessionId, reason })),
      until: row.is_lost ? undefined : { snapshot: row.snapshot, at: now },
    };
  }

  /** Moves a live session to its next refresh token; false when `from` is not the current one any more. */
  async rotateRefreshToken(id: string, from: Buffer, to: Buffer, now: Date): Promise<boolean> {
    const rows = await this.#database.query(rotate, [id, from, to, now]);
    return rows.length === 1;
  }

  /** Deletes up to `limit` sessions whose time was up 90 days ago; returns how many. */
  async trimSessions(now: Date, limit: number): Promise<number> {
    return (await this.#database.query(trim, [now, limit])).length;
  }

  /** Ends living sessions of a person, all or those that `which` leaves, and answers their ids. */
  async endSessions(
    userId: string,
    cause: EndCause,
    now: Date,
    which: { only?: string | undefined; except?: string | undefined } = {},
  ): Promise<string[]> {
    const values = [userId, which.only ?? null, which.except ?? null, cause, now];
    const rows = await this.#database.query<{ id: string }>(end, values);
    return rows.map(({ id }) => id);
  }
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id,
    roles: row.roles,
    ended: row.ended,
    expiresAt: new Date(row.expires_at),
    admin: row.admin,
    secondFactor: row.second_factor,
    generation: row.generation,
    rotatedAt: new Date(row.rotated_at),
    refreshHash: row.refresh_hash,
    previousHash: row.previous_hash,
  };
}
