import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PREFIX, type ErrorObject, type SyncPage } from '@duet/contract';
// Not part of what the client offers, and to be the same here.
import { fullJitter } from '../../packages/chat-client/src/backoff.ts';
import type { Person } from './wire.ts';
import { SocketIo } from './socket-io.ts';

/** How a herd of Duet's clients is at the moment. */
export interface HerdNews {
  /** Connected, and told what they had missed. */
  readonly here: number;
  /** Answers of REST since the last news, by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Handshakes that were refused since the last news, by code. */
  readonly refusals: Readonly<Record<string, number>>;
}

/** Connections for syncs, as browsers have them: few for each client, all for the herd. */
const agent = new Agent({ keepAlive: true, maxSockets: 500 });

/** Clients that stay connected and up to date, and come back as the real ones do: with full jitter, or when told. */
export class Herd {
  readonly #url: string;
  #here = 0;
  #statuses: Record<string, number> = {};
  #refusals: Record<string, number> = {};

  constructor(url: string, people: readonly Person[]) {
    this.#url = url;
    for (const person of people) void this.#live(person);
  }

  news(): HerdNews {
    const news = { here: this.#here, statuses: this.#statuses, refusals: this.#refusals };
    this.#statuses = {};
    this.#refusals = {};
    return news;
  }

  async #live({ token }: Person): Promise<void> {
    let cursor: string | undefined;
    for (let failures = 0; ; failures++) {
      const lost = Promise.withResolvers<void>();
      const socket = await this.#connect(token, lost.resolve);
      if (typeof socket !== 'number') {
        failures = 0;
        const synced = await this.#sync(token, cursor, lost.promise);
        if (synced !== undefined) {
          cursor = synced;
          this.#here += 1;
          await lost.promise;
          this.#here -= 1;
        }
      }
      await sleep(fullJitter(failures + 1, Math.random, typeof socket === 'number' ? socket : 0));
    }
  }

  /** A connection; else after how many milliseconds to come back, at least. */
  async #connect(token: string, closed: () => void): Promise<SocketIo | number> {
    try {
      return await SocketIo.open(this.#url, { token }, { event: () => undefined, closed });
    } catch (error) {
      const [, refusal] = /^The server refused the connection: (.*)$/.exec((error as Error).message) ?? [];
      if (refusal === undefined) return 0;
      const { code, retryAfterMs } = (JSON.parse(refusal) as { data: ErrorObject }).data;
      note(this.#refusals, code);
      return retryAfterMs ?? 0;
    }
  }

  /** The next cursor, however often and in however many pages; undefined when the connection was lost before. */
  async #sync(token: string, cursor: string | undefined, lost: Promise<void>): Promise<string | undefined> {
    let gone = false;
    void lost.then(() => (gone = true));
    for (let failures = 1; !gone;) {
      const page = await this.#ask(token, cursor);
      if (page !== undefined && 'cursor' in page) {
        cursor = page.cursor;
        if (!page.hasMore) return gone ? undefined : cursor;
      } else {
        await sleep(fullJitter(failures++, Math.random, page?.retryAfterMs));
      }
    }
    return undefined;
  }

  /** A page, an error, or nothing when nobody answered. */
  async #ask(token: string, cursor: string | undefined): Promise<SyncPage | ErrorObject | undefined> {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    try {
      const headers = { authorization: `Bearer ${token}` };
      const request = get(`${this.#url}${API_PREFIX}/sync${query}`, { agent, headers });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      note(this.#statuses, String(response.statusCode));
      const body = JSON.parse(await text(response)) as SyncPage | { error: ErrorObject };
      return 'error' in body ? body.error : body;
    } catch {
      return undefined;
    }
  }
}

function note(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}
