import type { Counts } from './ledger.ts';
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

/** The commands of the generator's process, with what each is given and answers. */
export interface Commands {
  connect: (order: ConnectOrder) => Promise<void>;
  load: (order: LoadOrder) => Promise<LoadResult>;
  /** The state of every message since `connect`, by sender and count. */
  states: () => Promise<Uint8Array[]>;
}

export type CommandName = keyof Commands;

export interface Request {
  readonly id: number;
  readonly name: CommandName;
  readonly order: unknown;
}

export type Reply = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });
