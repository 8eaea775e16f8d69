import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, people, seedPeople, until, type TestDatabase } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a database is migrated, holds nobody, and is shared with no other', async () => {
  const other = await createTestDatabase();
  await seedPeople(other.url);
  expect(await names(other.url)).toEqual(['Ada', 'Alice', 'Bruno', 'Carol', 'Duet']);
  expect(await names(database.url)).toEqual(['Duet']);
  await other.drop();
  await expect(names(other.url)).rejects.toThrow('does not exist');
});

test('until waits for a condition, and says which one never came', async () => {
  let asked = 0;
  expect(await until(() => ++asked === 3 && people.alice)).toBe(people.alice);
  await expect(until(() => asked === 0, { timeout: 20 })).rejects.toThrow(
    'Waited 20 ms in vain for: () => asked === 0',
  );
});

async function names(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM users ORDER BY name');
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
