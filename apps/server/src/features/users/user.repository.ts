import type { HostUser, HostUserInput, Role, User, UserPatch } from '@duet/contract';
import { sql, type Database, type Statement } from '../../platform/postgres/database.ts';
import type { ExternalKey } from '../integration/external-key.ts';
import { SessionRepository, type EndCause, type HostPerson, type HostToken } from './session.repository.ts';
import {
  HOST_USER_COLUMNS,
  toHostUser,
  toUser,
  USER_COLUMNS,
  type HostUserRow,
  type UserRow,
} from './user.mapper.ts';

/** What signing in needs to know of a person. */
export interface Credentials {
  user: User;
  passwordHash: string;
  suspended: boolean;
}

interface CredentialsRow extends UserRow {
  password_hash: string;
  suspended: boolean;
}

/** A person after a change of what they may do, and the sessions that ended with it. */
export interface AuthorityChange {
  user: User;
  endedSessionIds: string[];
}

/** What others see of somebody's comings and goings. */
export interface PresenceProfile {
  showPresence: boolean;
  lastSeenAt: string | null;
}

interface PresenceRow {
  show_presence: boolean;
  last_seen_at: string | null;
}

const findById = sql('user_find', `SELECT ${USER_COLUMNS} FROM users WHERE id = $1`);
const findCredentials = sql(
  'user_find_credentials',
  `SELECT ${USER_COLUMNS}, password_hash, suspended_at IS NOT NULL AS suspended
   FROM users WHERE lower(email) = lower($1) AND password_hash IS NOT NULL`,
);
const findCredentialsById = sql(
  'user_find_credentials_by_id',
  `SELECT ${USER_COLUMNS}, password_hash, suspended_at IS NOT NULL AS suspended
   FROM users WHERE id = $1 AND password_hash IS NOT NULL`,
);
const updatePassword = sql(
  'user_update_password',
  `UPDATE users SET password_hash = $3, updated_at = now() WHERE id = $1 AND password_hash = $2
   RETURNING ${USER_COLUMNS}`,
);
const suspend = sql(
  'user_suspend',
  `UPDATE users SET suspended_at = coalesce(suspended_at, $2), updated_at = now() WHERE id = $1
   RETURNING ${USER_COLUMNS}`,
);
const unsuspend = sql(
  'user_unsuspend',
  `UPDATE users SET suspended_at = NULL, updated_at = now() WHERE id = $1 RETURNING ${USER_COLUMNS}`,
);
const updateRoles = sql(
  'user_update_roles',
  `UPDATE users SET roles = $2, updated_at = now() WHERE id = $1 AND NOT (roles @> $2 AND roles <@ $2)
   RETURNING ${USER_COLUMNS}`,
);
const listByDomain = sql(
  'user_list_by_domain',
  `SELECT ${USER_COLUMNS} FROM users
   WHERE email LIKE '%@' || $1 AND password_hash IS NOT NULL AND suspended_at IS NULL ORDER BY name, id LIMIT 100`,
);
const update = sql(
  'user_update',
  `UPDATE users SET name = coalesce($2, name), time_zone = coalesce($3, time_zone),
     read_receipts = coalesce($4, read_receipts), show_presence = coalesce($5, show_presence), updated_at = now()
   WHERE id = $1 RETURNING ${USER_COLUMNS}`,
);
const upsertHost = sql(
  'user_upsert_host',
  `INSERT INTO users (id, issuer, external_id, name, roles, time_zone, suspended_at, host_version)
   VALUES ($1, $2, $3, $4, $5, coalesce($6, 'UTC'), CASE WHEN $7::boolean THEN now() END, $8)
   ON CONFLICT (issuer, external_id) DO UPDATE SET
     name = excluded.name, roles = excluded.roles, time_zone = coalesce($6, users.time_zone),
     suspended_at = CASE $7::boolean WHEN true THEN coalesce(users.suspended_at, now()) WHEN false THEN NULL
       ELSE users.suspended_at END,
     host_version = excluded.host_version, updated_at = now()
   WHERE coalesce(users.host_version, 0) < excluded.host_version
   RETURNING ${HOST_USER_COLUMNS}`,
);
const findHost = sql(
  'user_find_host',
  `SELECT ${HOST_USER_COLUMNS} FROM users WHERE issuer = $1 AND external_id = $2`,
);
const lockHost = sql('user_lock_host', `${findHost.text} FOR NO KEY UPDATE`);
// Who the integration API has told of is told of by it alone; of tokens the one issued last counts. Without a name
// somebody who is known keeps theirs, and nobody else is made.
const introduce = sql(
  'user_introduce',
  `INSERT INTO users (id, issuer, external_id, name, roles, time_zone, claims_issued_at)
   SELECT $1::uuid, $2::text, $3::text, named.name, $5::text[], $6::text, $7::timestamptz
   FROM (SELECT coalesce($4::text, (SELECT name FROM users WHERE issuer = $2 AND external_id = $3))) AS named (name)
   WHERE named.name IS NOT NULL
   ON CONFLICT (issuer, external_id) DO UPDATE SET name = excluded.name, roles = excluded.roles,
     time_zone = excluded.time_zone, claims_issued_at = excluded.claims_issued_at, updated_at = now()
   WHERE users.host_version IS NULL AND users.claims_issued_at < excluded.claims_issued_at`,
);
const findPresence = sql('user_find_presence', 'SELECT show_presence, last_seen_at FROM users WHERE id = $1');
const updateLastSeen = sql(
  'user_update_last_seen',
  `UPDATE users SET last_seen_at = greatest(last_seen_at, seen.at)
   FROM unnest($1::uuid[], $2::timestamptz[]) AS seen (id, at) WHERE users.id = seen.id`,
);

export class UserRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async findUser(id: string): Promise<User | undefined> {
    const [row] = await this.#database.query<UserRow>(findById, [id]);
    return row && toUser(row);
  }

  /** By e-mail address, in any case of letters; only people who have a password here. */
  async findCredentials(email: string): Promise<Credentials | undefined> {
    const [row] = await this.#database.query<CredentialsRow>(findCredentials, [email]);
    return row && toCredentials(row);
  }

  /** Only of somebody who has a password here. */
  async findCredentialsOf(userId: string): Promise<Credentials | undefined> {
    const [row] = await this.#database.query<CredentialsRow>(findCredentialsById, [userId]);
    return row && toCredentials(row);
  }

  /** Nothing when `from` is not the person's password any more. All sessions but `keptSessionId` end. */
  async updatePassword(
    id: string,
    { from, to, keptSessionId }: { from: string; to: string; keptSessionId: string },
    now: Date,
  ): Promise<AuthorityChange | undefined> {
    return this.#changeAuthority(updatePassword, [id, from, to], 'password_changed', now, keptSessionId);
  }

  /** Nothing for an unknown person; one who is suspended stays so since they were. All sessions end. */
  async suspendUser(id: string, now: Date): Promise<AuthorityChange | undefined> {
    return this.#changeAuthority(suspend, [id, now], 'suspended', now);
  }

  async unsuspendUser(id: string): Promise<User | undefined> {
    const [row] = await this.#database.query<UserRow>(unsuspend, [id]);
    return row && toUser(row);
  }

  /** Nothing for an unknown person, or one who has these roles. All sessions end. */
  async updateRoles(id: string, roles: readonly Role[], now: Date): Promise<AuthorityChange | undefined> {
    return this.#changeAuthority(updateRoles, [id, roles], 'roles_changed', now);
  }

  async listUsersOfDomain(domain: string): Promise<User[]> {
    const rows = await this.#database.query<UserRow>(listByDomain, [domain]);
    return rows.map(toUser);
  }

  /** What `patch` does not name stays. */
  async updateUser(id: string, { name, timeZone, settings }: UserPatch): Promise<User | undefined> {
    const values = [id, name, timeZone, settings?.readReceipts, settings?.showPresence];
    const [row] = await this.#database.query<UserRow>(update, values);
    return row && toUser(row);
  }

  /**
   * Makes or changes a person of the host marketplace; null when this or a newer version had been here. All sessions
   * of one who is suspended end, and of one whose roles are others now.
   */
  upsertHostUser(
    id: string,
    { issuer, externalId }: ExternalKey,
    { version, name, roles, timeZone, suspended }: HostUserInput,
    now: Date,
  ): Promise<{ user: HostUser; endedSessionIds: string[] } | null> {
    return this.#database.transaction(async (tx) => {
      const [before] = await tx.query<HostUserRow>(lockHost, [issuer, externalId]);
      const values = [id, issuer, externalId, name, roles, timeZone, suspended, version];
      const [row] = await tx.query<HostUserRow>(upsertHost, values);
      if (!row) return null;
      const user = toHostUser(row);
      const sameRoles = !before || new Set(before.roles).symmetricDifference(new Set(roles)).size === 0;
      if (!user.suspended && sameRoles) return { user, endedSessionIds: [] };
      const cause = user.suspended ? 'suspended' : 'roles_changed';
      const endedSessionIds = await new SessionRepository(tx).endSessions(row.id, cause, now);
      return { user, endedSessionIds };
    });
  }

  /** Makes or changes a person by a token of the host marketplace, unless more is known of them. */
  async introduceHostUser(
    id: string,
    { issuer, subject, issuedAt }: HostToken,
    { name, roles, timeZone }: HostPerson,
  ): Promise<void> {
    await this.#database.query(introduce, [id, issuer, subject, name, roles, timeZone, issuedAt]);
  }

  async findHostUser({ issuer, externalId }: ExternalKey): Promise<HostUser | null> {
    const [row] = await this.#database.query<HostUserRow>(findHost, [issuer, externalId]);
    return row ? toHostUser(row) : null;
  }

  async findPresenceProfile(id: string): Promise<PresenceProfile | undefined> {
    const [row] = await this.#database.query<PresenceRow>(findPresence, [id]);
    return row && { showPresence: row.show_presence, lastSeenAt: row.last_seen_at };
  }

  /** "Last seen" never goes back. */
  async updateLastSeen(seen: readonly { userId: string; at: Date }[]): Promise<void> {
    await this.#database.query(updateLastSeen, [
      seen.map(({ userId }) => userId),
      seen.map(({ at }) => at.toISOString()),
    ]);
  }

  /** Changes a person and ends their sessions, in one transaction: nobody goes on with what they no longer have. */
  #changeAuthority(
    change: Statement,
    [id, ...values]: [id: string, ...values: unknown[]],
    cause: EndCause,
    now: Date,
    except?: string,
  ): Promise<AuthorityChange | undefined> {
    return this.#database.transaction(async (tx) => {
      const [row] = await tx.query<UserRow>(change, [id, ...values]);
      if (!row) return undefined;
      const sessions = new SessionRepository(tx);
      const endedSessionIds = await sessions.endSessions(id, cause, now, { except });
      return { user: toUser(row), endedSessionIds };
    });
  }
}

function toCredentials(row: CredentialsRow): Credentials {
  return { user: toUser(row), passwordHash: row.password_hash, suspended: row.suspended };
}
