import type { Role } from '@duet/contract';
import { Client } from 'pg';

export interface TestPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

export const DEMO_PASSWORD = 'duet-demo';

/** argon2id of DEMO_PASSWORD at the lowest cost, so that signing in costs a test nothing. */
const PASSWORD_HASH =
  '$argon2id$v=19$m=4096,t=1,p=1$4klx6EqvAxP9yBvmdepgjg$nJgJA6rTxxZWQc6/emzn3DvmxskiCHN1XksNb1kFbTQ';

/** The same people in every test: alice books bruno, ada oversees, carol has no part in it. */
export const people = {
  alice: person('01900000-0000-7000-8000-0000000a11ce', 'Alice', ['customer']),
  bruno: person('01900000-0000-7000-8000-0000000b2010', 'Bruno', ['artist']),
  ada: person('01900000-0000-7000-8000-000000000ada', 'Ada', ['owner']),
  carol: person('01900000-0000-7000-8000-00000000ca01', 'Carol', ['customer']),
};

/** Both of alice with bruno, at version 1. */
export const bookings = {
  requested: '01900000-0000-7000-8000-00000000b001',
  accepted: '01900000-0000-7000-8000-00000000b002',
};

export function person(id: string, name: string, roles: Role[]): TestPerson {
  return { id, name, email: `${name.toLowerCase()}@duet.example`, roles };
}

/** Puts the people and their bookings into a migrated database that has neither. */
export async function seedPeople(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await addPeople(client, Object.values(people));
    for (const [status, id] of Object.entries(bookings)) {
      await addBooking(client, {
        id,
        code: `TEST-${status}`,
        status,
        customer: people.alice,
        artist: people.bruno,
      });
    }
  } finally {
    await client.end();
  }
}

/** Adds people who can sign in with DEMO_PASSWORD. */
export async function addPeople(client: Client, newcomers: readonly TestPerson[]): Promise<void> {
  for (const { id, name, email, roles } of newcomers) {
    await client.query(
      `INSERT INTO users (id, external_id, name, email, password_hash, roles) VALUES ($1::uuid, $1::text, $2, $3, $4, $5)`,
      [id, name, email, PASSWORD_HASH, roles],
    );
  }
}

/** Adds a booking at version 1. */
export async function addBooking(
  client: Client,
  booking: { id: string; code: string; status: string; customer: TestPerson; artist: TestPerson },
): Promise<void> {
  const { id, code, status, customer, artist } = booking;
  await client.query(
    `INSERT INTO bookings (id, external_id, code, customer_id, artist_id, title, starts_at, ends_at, price, currency, status)
     VALUES ($1::uuid, $1::text, $2, $3, $4, 'Bridal make-up', '2027-05-01T09:00Z', '2027-05-01T11:00Z', 18000, 'EUR', $5)`,
    [id, code, customer.id, artist.id, status],
  );
}
