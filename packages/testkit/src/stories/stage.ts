import { randomBytes } from 'node:crypto';
import { readConfig } from '@duet/server/config.ts';
import { SessionTokens } from '@duet/server/features/users/session-tokens.ts';
import { decodeJwt } from 'jose';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { addBooking, addPeople, person, type TestPerson } from '../people.ts';
import type { Pair } from '../phone.ts';
import { startTestServer, TEST_SECRET, type TestServer } from '../server.ts';

/** The people of one story, whom no other has, and what they have with each other. */
export interface Cast {
  /** In every text of the story, and nowhere else. */
  readonly tag: string;
  readonly alice: TestPerson;
  readonly bruno: TestPerson;
  /** She has no part in it. */
  readonly carol: TestPerson;
  readonly pair: Pair;
  readonly bookingId: string;
}

/** Time as conversations are written by, instead of PostgreSQL's own: ahead of it by what the stories have let pass. */
const STORY_TIME = `
  CREATE TABLE story_time (ahead_ms double precision NOT NULL);
  INSERT INTO story_time VALUES (0);
  GRANT SELECT ON story_time TO PUBLIC;
  CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    $$ SELECT pg_catalog.clock_timestamp() + ahead_ms * interval '1 millisecond' FROM story_time $$;
  DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
  END $$`;

/** A real server on a database of its own, where one story is played after the other, each by people of its own. */
export class Stage {
  readonly server: TestServer;
  readonly sql: Client;
  readonly #database: TestDatabase;
  readonly #tokens: SessionTokens;
  #aheadMs = 0;

  private constructor(parts: { server: TestServer; sql: Client; database: TestDatabase }) {
    this.server = parts.server;
    this.sql = parts.sql;
    this.#database = parts.database;
    const { keys } = readConfig({ DATABASE_URL: parts.database.url, DUET_SECRET: TEST_SECRET });
    this.#tokens = new SessionTokens(keys);
  }

  static async open(): Promise<Stage> {
    const database = await createTestDatabase();
    const sql = new Client({ connectionString: database.url });
    await sql.connect();
    await sql.query(STORY_TIME);
    const server = await startTestServer({ databaseUrl: database.url });
    return new Stage({ server, sql, database });
  }

  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Sets the time that messages are written by; it never goes back. */
  async advanceTo(aheadMs: number): Promise<void> {
    this.#aheadMs = Math.max(this.#aheadMs, aheadMs);
    await this.sql.query('UPDATE story_time SET ahead_ms = $1', [this.#aheadMs]);
  }

  async cast(): Promise<Cast> {
    const tag = randomBytes(4).toString('hex');
    const newcomer = (...[name, role]: ['Alice' | 'Carol', 'customer'] | ['Bruno', 'artist']): TestPerson => {
      const id = crypto.randomUUID();
      return { ...person(id, name, [role]), email: `${id}@duet.example` };
    };
    const alice = newcomer('Alice', 'customer');
    const bruno = newcomer('Bruno', 'artist');
    const carol = newcomer('Carol', 'customer');
    const bookingId = crypto.randomUUID();
    await addPeople(this.sql, [alice, bruno, carol]);
    const booking = { id: bookingId, code: `STORY-${tag}`, status: 'requested' };
    await addBooking(this.sql, { ...booking, customer: alice, artist: bruno });
    return { tag, alice, bruno, carol, bookingId, pair: { customerId: alice.id, artistId: bruno.id } };
  }

  /** Ends all sessions of a person, as a new password does. */
  async endSessions({ id }: TestPerson): Promise<void> {
    await this.sql.query("SELECT end_sessions($1, NULL, NULL, 'signed_out', now())", [id]);
  }

  /** An access token of the same session that ran out an hour ago. */
  expired(accessToken: string): Promise<string> {
    const { sub: userId = '', sid: sessionId } = decodeJwt<{ sid: string }>(accessToken);
    return this.#tokens.signAccess({ userId, sessionId }, new Date(Date.now() - 3_600_000));
  }

  async close(): Promise<void> {
    await this.server.stop();
    await this.sql.end();
    await this.#database.drop();
  }
}
