import type { Counts } from './ledger.ts';
import type { HerdNews } from './herd.ts';
import type { Pair } from './wire.ts';

/** Whom the generator is to be, and how they speak. */
export interface ConnectOrder {
  readonly wire: 'duet' | 'duet-without-receipts' | 'naive' | 'xmpp';
  readonly url: string;
  readonly pairs: readonly Pair[];
}

/** Load for a while: sends at Poisson times over all pairs in both directions, whatever becomes of earlier ones. */
export interface LoadOrder {
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
  /** How long to wait in the end for what is under way. */
  readonly patienceMs: number;
}

/** What a load came to. Times are milliseconds, by message; those of answers and arrivals begin with the intended send. */
export interface LoadResult {
  readonly counts: Counts;
  readonly ackMs: Float64Array;
  readonly deliveryMs: Float64Array;
  /** How late the generator itself was. */
  readonly lagMs: Float64Array;
  /** From the first intended send to the end of the load, without the wait for what was under way. */
  readonly seconds: number;
}

/** A page that is read again and again. */
export type ReadTarget =
  | {
      readonly kind: 'http';
      readonly url: string;
      /** What says who asks. */
      readonly headers: Readonly<Record<string, string>>;
      /** JSON to be posted; without it, the page is got. */
      readonly body?: string;
      /** What the answer holds. */
      readonly list: 'messages' | 'conversations' | 'people';
    }
  | {
      /** Of an XMPP server (MAM): with one person, before an id; '' asks for the newest. */
      readonly kind: 'archive';
      readonly url: string;
      readonly user: string;
      readonly password: string;
      readonly peer: string;
      readonly before: string;
    };

/** Reads targets in turns, so many at once, each as soon as the one before is answered. */
export interface ReadOrder {
  readonly targets: readonly ReadTarget[];
  readonly atOnce: number;
  readonly seconds: number;
}

export interface ReadResult {
  /** By answer, in milliseconds. */
  readonly ms: Float64Array;
  /** Messages or conversations in all answers. */
  readonly items: number;
  readonly seconds: number;
}

/** The commands of the generator's process, with what each is given and answers. */
export interface Commands {
  /** Those of an earlier order stay connected, and are not asked for anything any more. */
  connect: (order: ConnectOrder) => Promise<void>;
  load: (order: LoadOrder) => Promise<LoadResult>;
  /** Rejects when an answer is not a page. */
  read: (order: ReadOrder) => Promise<ReadResult>;
  /** Connects people who send until they are acknowledged, and has them begin; see `StubbornCrowd`. */
  write: (order: ConnectOrder & { perSecond: number; seed: number }) => Promise<void>;
  /** They write nothing new. Resolves when everything is acknowledged, or the time is up. */
  finish: (patienceMs: number) => Promise<Counts>;
  /** Gathers a herd of clients of Duet; see `Herd`. Their tokens are those of the pairs. */
  gather: (order: ConnectOrder) => Promise<void>;
  news: () => Promise<HerdNews>;
  /** The state of every message since `connect` or `write`, by sender and count. */
  states: () => Promise<Uint8Array[]>;
}

export type CommandName = keyof Commands;

export interface Request {
  readonly id: number;
  readonly name: CommandName;
  readonly order: unknown;
}

export type Reply = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });
