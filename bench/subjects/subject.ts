import type { MessageKey } from '../generator/message-key.ts';
import type { ConnectOrder, ReadTarget } from '../generator/protocol.ts';
import type { Database } from './database.ts';

export const SUBJECT_NAMES = ['duet', 'duet-without-receipts', 'naive', 'naive-fair', 'ejabberd'] as const;
export type SubjectName = (typeof SUBJECT_NAMES)[number];

/** Two people of a subject, by number: customers and artists are counted apart. */
export interface PairIndex {
  readonly customer: number;
  readonly artist: number;
}

/** What is measured: this server, or one of its peers, running on a database of its own. */
export interface Subject {
  readonly name: SubjectName;
  readonly version: string;
  readonly database: Database;
  readonly server: ServerProcess;
  /** Makes the people, and their conversations with so many messages each: by both in turns, everything read. */
  fill(pairs: readonly PairIndex[], messagesEach: number): Promise<void>;
  /** What the generator needs to be these people, with tokens that are good from now on. */
  connectOrder(pairs: readonly PairIndex[]): Promise<ConnectOrder>;
  /** How the customer reads 30 messages: the newest of `stored`, or those before the newest `depth`. */
  historyRead(pair: PairIndex, position: { stored: number; depth: number }): Promise<ReadTarget>;
  /** How a customer reads 30 conversations after the newest `depth`; undefined where there is no such list. */
  inboxRead(customer: number, depth: number): Promise<ReadTarget | undefined>;
  /** The generator's messages among those stored, each as often as it is there. */
  storedKeys(): Promise<MessageKey[]>;
  stop(): Promise<void>;
}

/** The server of a subject, which keeps its address when it is started again. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Sends the signal and returns when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again; ready afterwards. */
  restart(): Promise<void>;
}

/** Pairs of which each person has no other. */
export function separatePairs(count: number, first = 0): PairIndex[] {
  return Array.from({ length: count }, (_, place) => ({ customer: first + place, artist: first + place }));
}

export function personIdOf(side: 'customer' | 'artist', index: number): string {
  return `01900000-0000-7000-8${side === 'customer' ? 'c' : 'a'}00-${index.toString(16).padStart(12, '0')}`;
}
