import type { OverseenPerson, OverseenSession, Role } from '@duet/contract';
import { sql, type Queryable } from '../../platform/postgres/database.ts';
import { SYSTEM_USER_ID } from '../users/system-user.ts';

interface PersonRow {
  id: string;
  email: string | null;
  external_id: string | null;
  name: string;
  roles: Role[];
  time_zone: string;
  suspended_at: string | null;
  last_seen_at: string | null;
  created_at: string;
}

interface SessionRow {
  id: string;
  kind: OverseenSession['kind'];
  device: string;
  created_at: string;
  rotated_at: string;
  expires_at: string;
  revoked_at: string | null;
  revoked_reason: string | null;
}

const COLUMNS = `id, email, CASE WHEN issuer <> 'duet' THEN external_id END AS external_id, name, roles, time_zone,
  suspended_at, last_seen_at, created_at`;
const findPerson = sql(
  'admin_find_person',
  `SELECT ${COLUMNS} FROM users WHERE id = $1 AND id <> '${SYSTEM_USER_ID}'`,
);
// Each way has an index; of a name that very many have, not all are looked at.
const search = sql(
  'admin_find_people',
  `SELECT ${COLUMNS} FROM (
     (SELECT * FROM users WHERE id::text = $1 AND id = $2::uuid)
     UNION (SELECT * FROM users WHERE lower(email) = lower($1))
     UNION (SELECT * FROM users WHERE external_id = $1)
     UNION (SELECT * FROM users WHERE $3 <> '' AND name_words(name) @@ $3::tsquery LIMIT 1000)
   ) found WHERE id <> '${SYSTEM_USER_ID}' ORDER BY name, id LIMIT $4`,
);
const listSessions = sql(
  'admin_list_sessions',
  `SELECT id, CASE WHEN admin THEN 'dashboard' WHEN host_session IS NOT NULL THEN 'host' ELSE 'app' END AS kind,
     device, created_at, rotated_at, expires_at, revoked_at, revoked_reason
   FROM sessions WHERE user_id = $1 ORDER BY rotated_at DESC, id DESC LIMIT $2`,
);

/** PostgreSQL takes words of 2,046 bytes, and no name has any of this length. */
const WORD_LENGTH = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** People in PostgreSQL as administrators see them. */
export class PeopleOversightRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async findPerson(id: string): Promise<OverseenPerson | null> {
    const [row] = await this.#database.query<PersonRow>(findPerson, [id]);
    return row ? toPerson(row) : null;
  }

  /** Up to `limit` people who have this id or e-mail address, or whose name has words that begin like these. */
  async searchPeople(text: string, limit: number): Promise<OverseenPerson[]> {
    const id = UUID.test(text) ? text : null;
    const rows = await this.#database.query<PersonRow>(search, [text, id, toTsQuery(text), limit]);
    return rows.map(toPerson);
  }

  /** A person's latest sessions, those that have ended too. */
  async listSessions(userId: string, limit: number): Promise<OverseenSession[]> {
    const rows = await this.#database.query<SessionRow>(listSessions, [userId, limit]);
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      device: row.device,
      createdAt: row.created_at,
      renewedAt: row.rotated_at,
      expiresAt: row.expires_at,
      endedAt: row.revoked_at,
      endedBy: row.revoked_reason,
    }));
  }
}

/** Words as `name_words` in the migrations has them, each the beginning of one. Empty when there is none. */
function toTsQuery(text: string): string {
  const words =
    text
      .normalize('NFKD')
      .replaceAll(/[\u0300-\u036f]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => `'${word.toLowerCase().slice(0, WORD_LENGTH)}':*`).join(' & ');
}

function toPerson(row: PersonRow): OverseenPerson {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    externalId: row.external_id,
    roles: row.roles,
    timeZone: row.time_zone,
    suspendedAt: row.suspended_at,
    lastSeenAt: row.last_seen_at,
    createdAt: row.created_at,
  };
}
