import type { ConnectOrder } from '../generator/protocol.ts';
import type { MessageKey } from '../generator/message-key.ts';
import type { Database } from './database.ts';

/** What is measured: this server, or one of its peers, running on a database of its own. */
export interface Subject {
  readonly name: SubjectName;
  readonly version: string;
  readonly database: Database;
  /** The server's main process. */
  readonly pid: number;
  /** What the generator needs to be the people of these pairs, with tokens that are good from now on. */
  connectOrder(pairs: number): Promise<ConnectOrder>;
  /** The generator's messages among those stored, each as often as it is there. */
  storedKeys(): Promise<MessageKey[]>;
  stop(): Promise<void>;
}

export const SUBJECT_NAMES = ['duet', 'duet-without-receipts', 'naive', 'naive-fair'] as const;
export type SubjectName = (typeof SUBJECT_NAMES)[number];

/** The people of a pair, under ids of their own. */
export function personIdOf(side: 'customer' | 'artist', index: number): string {
  return `01900000-0000-7000-8${side === 'customer' ? 'c' : 'a'}00-${index.toString(16).padStart(12, '0')}`;
}
