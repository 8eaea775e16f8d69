import type { SignedIn } from '@duet/contract';
import {
  addPeople,
  bookings,
  callRoute,
  DEMO_PASSWORD,
  signInAdmin,
  startTestServer,
  type AdminCredentials,
  type TestServer,
} from '@duet/testkit';
import { Client } from 'pg';
import { CAST, type Caller, type Things } from './rows.ts';

/** A server with the whole cast on it. */
export class Stage {
  readonly url: string;
  readonly #server: TestServer;
  readonly #sql: Client;
  readonly #signedIn = new Map<Caller, SignedIn>();

  private constructor(server: TestServer, sql: Client) {
    this.#server = server;
    this.#sql = sql;
    this.url = server.url;
  }

  static async open(): Promise<Stage> {
    const server = await startTestServer({ env: HOST });
    const sql = new Client({ connectionString: server.databaseUrl });
    await sql.connect();
    await addPeople(sql, [CAST.otherArtist]);
    return new Stage(server, sql);
  }

  async close(): Promise<void> {
    await this.#sql.end();
    await this.#server.stop();
  }

  /** A new session. */
  async signIn(caller: Caller, password = DEMO_PASSWORD): Promise<SignedIn> {
    const answer = await callRoute(this.url, 'login', { body: { email: CAST[caller].email, password } });
    if (!answer.ok) throw new Error(`${caller} cannot sign in: ${answer.error.code}`);
    return answer.body;
  }

  /** A session that others use too. `anew`: it has ended meanwhile. */
  async session(caller: Caller, { anew = false } = {}): Promise<SignedIn> {
    const known = anew ? undefined : this.#signedIn.get(caller);
    const signedIn = known ?? (await this.signIn(caller));
    this.#signedIn.set(caller, signedIn);
    return signedIn;
  }

  /** A new session of the dashboard. */
  adminSession(): Promise<AdminCredentials> {
    return signInAdmin(this.url, CAST.admin);
  }

  /** What customer and artist have, with a message and a session that nothing has happened to. */
  async things(): Promise<Things> {
    const { accessToken } = await this.signIn('customer');
    const pair = { customerId: CAST.customer.id, artistId: CAST.artist.id };
    const opened = await callRoute(this.url, 'createConversation', { body: pair }, accessToken);
    if (!opened.ok) throw new Error(opened.error.code);
    const conversationId = opened.body.conversation.id;
    const clientMessageId = crypto.randomUUID();
    const sent = await callRoute(
      this.url,
      'sendMessage',
      { params: { id: conversationId }, body: { type: 'text', clientMessageId, content: CANARY } },
      accessToken,
    );
    if (!sent.ok) throw new Error(sent.error.code);
    const [, claims = ''] = accessToken.split('.');
    const { sid } = JSON.parse(String(Buffer.from(claims, 'base64url'))) as { sid: string };
    const messageId = sent.body.message.id;
    const imageId = crypto.randomUUID();
    await this.#sql.query(
      `INSERT INTO images (conversation_id, id, uploader_id, width, height, thumbhash, message_seq)
       VALUES ($1, $2, $3, 640, 480, '', $4)`,
      [conversationId, imageId, CAST.customer.id, sent.body.message.seq],
    );
    const openingId = crypto.randomUUID();
    await this.#sql.query(
      `INSERT INTO openings (id, admin_id, conversation_id, case_id, opened_at, expires_at)
       VALUES ($1, $2, $3, 'D-1', now(), now() + interval '1 hour')`,
      [openingId, CAST.admin.id, conversationId],
    );
    const [packId, proposalId, holdId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    await this.#sql.query(
      `INSERT INTO packs (id, admin_id, conversation_id, case_id, up_to_seq) VALUES ($1, $2, $3, 'D-1', 1)`,
      [packId, CAST.admin.id, conversationId],
    );
    await this.#sql.query(
      `INSERT INTO proposals (id, kind, person_id, case_id, proposed_by) VALUES ($1, 'export', $2, 'D-1', $3)`,
      [proposalId, CAST.customer.id, CAST.admin.id],
    );
    await this.#sql.query(`INSERT INTO holds (id, person_id, case_id) VALUES ($1, $2, 'D-1')`, [
      holdId,
      CAST.customer.id,
    ]);
    const reportId = crypto.randomUUID();
    await this.#sql.query(
      `INSERT INTO reports (id, conversation_id, reporter_id, client_report_id, reported_id, seq, reason)
       VALUES ($1, $2, $3, $1, $4, $5, 'spam')`,
      [reportId, conversationId, CAST.artist.id, CAST.customer.id, sent.body.message.seq],
    );
    return {
      ...pair,
      conversationId,
      clientMessageId,
      messageId,
      bookingId: bookings.accepted,
      sessionId: sid,
      reportId,
      imageId,
      openingId,
      packId,
      proposalId,
      holdId,
    };
  }

  /** Whether anything went wrong that no answer need have shown. */
  async faults(): Promise<string[]> {
    const metrics = await (await fetch(`${this.url}/metrics`)).text();
    return metrics.match(/^duet_errors_total\{.*/gm) ?? [];
  }
}

/** What a server of the host marketplace shows. */
export const INTEGRATION_KEY = `shop-1.${'x'.repeat(64)}`;
const HOST = {
  EXTERNAL_ISSUER: 'https://shop.example',
  EXTERNAL_AUDIENCE: 'duet',
  EXTERNAL_JWKS_URL: 'https://shop.example/jwks.json',
  INTEGRATION_KEYS: INTEGRATION_KEY,
};

/** Stands in every message of `things`, and in no answer to anybody else. */
export const CANARY = 'for-the-two-only';

/** Nothing of it is there. */
export function absentThings(): Things {
  const id = () => crypto.randomUUID();
  return {
    customerId: id(),
    artistId: id(),
    conversationId: id(),
    bookingId: id(),
    messageId: id(),
    clientMessageId: id(),
    sessionId: id(),
    reportId: id(),
    imageId: id(),
    openingId: id(),
    packId: id(),
    proposalId: id(),
    holdId: id(),
  };
}
