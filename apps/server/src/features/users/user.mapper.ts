import type { HostUser, Person, Role, User } from '@duet/contract';

export interface UserRow {
  id: string;
  email: string | null;
  name: string;
  roles: Role[];
  time_zone: string;
  read_receipts: boolean;
  show_presence: boolean;
}

/** A person as the host marketplace is told of them. */
export type HostUserRow = Pick<UserRow, 'id' | 'name' | 'roles' | 'time_zone'> & {
  external_id: string;
  suspended: boolean;
};

/** What every `HostUserRow` is selected by. */
export const HOST_USER_COLUMNS =
  'id, external_id, name, roles, time_zone, suspended_at IS NOT NULL AS suspended';

/** What every `UserRow` is selected by. */
export const USER_COLUMNS = 'id, email, name, roles, time_zone, read_receipts, show_presence';

/** What others may know of a person. */
export function toPerson(row: Pick<UserRow, 'id' | 'name' | 'time_zone'>): Person {
  return { id: row.id, name: row.name, timeZone: row.time_zone };
}

/** What a person sees of themselves. */
export function toUser(row: UserRow): User {
  return {
    ...toPerson(row),
    email: row.email ?? '',
    roles: row.roles,
    settings: { readReceipts: row.read_receipts, showPresence: row.show_presence },
  };
}

/** What the host marketplace sees of its people. */
export function toHostUser(row: HostUserRow): HostUser {
  const { id, external_id: externalId, name, roles, time_zone: timeZone, suspended } = row;
  return { id, externalId, name, roles, timeZone, suspended };
}
