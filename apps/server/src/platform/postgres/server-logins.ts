import { createHmac } from 'node:crypto';
import pg from 'pg';

/** As whom the server speaks to the database, by the variable that has the address: migrations/0028_roles.sql. */
const ROLES = { DATABASE_URL: 'duet_app', AUDIT_DATABASE_URL: 'duet_audit' } as const;

/** What the server is told of its database. */
export type ServerLogins = Readonly<Record<keyof typeof ROLES, string>>;

/** How the server signs in to a database of which `ownerUrl` is the owner's address, after `openServerLogins`. */
export function serverLogins(ownerUrl: string): ServerLogins {
  return {
    DATABASE_URL: loginOf('DATABASE_URL', ownerUrl),
    AUDIT_DATABASE_URL: loginOf('AUDIT_DATABASE_URL', ownerUrl),
  };
}

/**
 * Lets the server sign in to a migrated database that is all ours: on this machine, for the demo and for tests. Its
 * passwords follow from the owner's, so that nobody has to keep them.
 */
export async function openServerLogins(ownerUrl: string): Promise<ServerLogins> {
  const logins = serverLogins(ownerUrl);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const url of Object.values(logins)) {
      const { username, password } = new URL(url);
      await client.query(`ALTER ROLE ${username} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    }
    return logins;
  } finally {
    await client.end();
  }
}

function loginOf(variable: keyof typeof ROLES, ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.password = createHmac('sha256', url.password).update(ROLES[variable]).digest('hex');
  url.username = ROLES[variable];
  return url.href;
}
