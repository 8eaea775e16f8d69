import { randomBytes } from 'node:crypto';
import { administer, currentRun, databaseUrl } from './postgres.ts';

export interface TestDatabase {
  readonly url: string;
  /** Cuts whatever is still connected and removes the database. */
  drop(): Promise<void>;
}

/** A migrated, empty database of its own, about 0.1 s: one for each file of tests. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { serverUrl, template } = currentRun();
  const name = `duet_test_${randomBytes(6).toString('hex')}`;
  await administer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: databaseUrl(serverUrl, name),
    drop: () => administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}
