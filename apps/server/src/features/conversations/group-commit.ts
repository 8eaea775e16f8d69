import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@duet/contract';
import { Pace } from './pace.ts';
import type { WriteRepository } from './write.repository.ts';
import type { Write, Written } from './write.ts';

export type WriteResult = PromiseSettledResult<Written>;

/** What waits for one conversation, in order; its first is a write. */
export interface Line {
  readonly conversationId: string;
  /** Whether there is nothing but watermarks. */
  isPatient(): boolean;
  /** The first of what waits that may go together: a watermark, or messages. Never empty. */
  head(max: number): Write[];
  /** The first have ended, in order. The last of them may be `held`: then it, and what is behind it, still waits. */
  end(results: readonly WriteResult[]): void;
}

/** What one commit takes at most, and of one conversation. More gains little, and makes what comes next wait. */
const MAX_TOGETHER = 128;
const MAX_OF_ONE = 32;
/**
 * How long watermarks wait for one another. By itself each costs what a message costs, and makes a message that it goes
 * with dearer by half; nobody sees it later.
 */
const COMPANY_MS = 50;

/**
 * Commits what waits, together: one commit at a time, and what arrives meanwhile goes with the next. An idle server so
 * commits a message at once, and a busy one gets cheaper per message. Watermarks gather, and then go with messages when
 * there are any.
 */
export class GroupCommit {
  readonly #repository: Pick<WriteRepository, 'write' | 'writeAll'>;
  #ready: Line[] = [];
  readonly #pace = new Pace();
  #committing = false;
  #company: NodeJS.Timeout | undefined;
  /** Watermarks have waited long enough. */
  #gathered = false;

  constructor(repository: Pick<WriteRepository, 'write' | 'writeAll'>) {
    this.#repository = repository;
  }

  /** The line's head goes with the next commit, or when watermarks go, and `end` is called after it. */
  add(line: Line): void {
    this.#ready.push(line);
    if (this.#ready.length >= MAX_TOGETHER) this.#gathered = true;
    else if (line.isPatient()) this.#company ??= setTimeout(() => this.#endCompany(), COMPANY_MS);
    this.hurry();
  }

  /** What waits has changed, perhaps to something that does not wait for company. */
  hurry(): void {
    if (this.#committing || !this.#ready.some((line) => this.#goes(line))) return;
    this.#committing = true;
    // What else arrives in this turn of the event loop goes too.
    setImmediate(() => void this.#commitNext());
  }

  #endCompany(): void {
    this.#company = undefined;
    this.#gathered = true;
    this.hurry();
  }

  #goes(line: Line): boolean {
    return this.#gathered || !line.isPatient();
  }

  async #commitNext(): Promise<void> {
    const group = this.#take();
    const results = await this.#commit(group);
    const unavailable = results.flat().find(isUnavailable);
    // What waited for a database that is away is told so, rather than that each waits for it anew.
    const waiting = unavailable ? this.#ready.splice(0) : [];
    group.forEach(({ line }, index) => line.end(results[index] ?? []));
    for (const line of waiting) line.end([unavailable!]);
    const written = group.reduce((sum, { writes }) => sum + writes.length, 0);
    const pause = this.#pace.pauseAfter(written, performance.now());
    if (pause > 0) await delay(pause);
    this.#committing = false;
    this.hurry();
  }

  /** The heads of those that go, in order of arrival, as many as go into one commit. */
  #take(): { line: Line; writes: Write[] }[] {
    const group: { line: Line; writes: Write[] }[] = [];
    const left: Line[] = [];
    let room = MAX_TOGETHER;
    for (const line of this.#ready) {
      if (room === 0 || !this.#goes(line)) {
        left.push(line);
        continue;
      }
      const writes = line.head(Math.min(room, MAX_OF_ONE));
      room -= writes.length;
      group.push({ line, writes });
    }
    this.#ready = left;
    if (this.#gathered && left.length === 0) {
      clearTimeout(this.#company);
      this.#company = undefined;
      this.#gathered = false;
    }
    return group.sort((a, b) => (a.line.conversationId < b.line.conversationId ? -1 : 1));
  }

  /** For each line, how its first writes ended. Never rejects. */
  async #commit(group: readonly { writes: Write[] }[]): Promise<WriteResult[][]> {
    const lines = group.map(({ writes }) => writes);
    const count = lines.reduce((sum, writes) => sum + writes.length, 0);
    // For one the two forms cost the same; two together cost half of what they cost each.
    if (count === 1) return Promise.all(lines.map((writes) => this.#commitEach(writes)));
    try {
      const written = await this.#repository.writeAll(lines);
      return written.map((line) => line.map((value) => ({ status: 'fulfilled', value })));
    } catch (reason) {
      const failed: WriteResult = { status: 'rejected', reason };
      if (isUnavailable(failed)) return lines.map(() => [failed]);
      // One of them is not fit to be stored, and the database has stored none: only by itself does it fail alone.
      const results: WriteResult[][] = [];
      for (const writes of lines) {
        const isLost = results.at(-1)?.some(isUnavailable);
        results.push(isLost ? results.at(-1)!.slice(-1) : await this.#commitEach(writes));
      }
      return results;
    }
  }

  /** One conversation's writes, one by one, as far as its order allows to go on. */
  async #commitEach(writes: readonly Write[]): Promise<WriteResult[]> {
    const results: WriteResult[] = [];
    for (const write of writes) {
      const result = await settle(() => this.#repository.write(write));
      results.push(result);
      if (isUnavailable(result) || isHeld(result)) break;
    }
    return results;
  }
}

/** How work ended, as a value. */
export async function settle<T>(work: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  try {
    return { status: 'fulfilled', value: await work() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

export function isHeld(result: PromiseSettledResult<{ outcome: string }>): boolean {
  return result.status === 'fulfilled' && result.value.outcome === 'held';
}

/** Nobody knows whether it was done, or the database cannot be reached: what waits behind need not try. */
export function isUnavailable(result: PromiseSettledResult<unknown>): result is PromiseRejectedResult {
  return (
    result.status === 'rejected' &&
    result.reason instanceof AppError &&
    result.reason.code === 'database_unavailable'
  );
}
