import type { MessageKey } from './message-key.ts';

/** Somebody the generator can be: by what a subject knows them, and what lets them in. */
export interface Person {
  readonly id: string;
  readonly token: string;
}

/** Two people and their conversation. */
export interface Pair {
  readonly conversationId: string;
  readonly people: readonly [Person, Person];
}

/** One person's open connection. */
export interface Link {
  /** Sends a message; `answered` is called once, if there is an answer. */
  send(key: MessageKey, answered: (ok: boolean) => void): void;
  /** Sends what the device still has to tell (receipts) and resolves when that is answered. */
  settle(): Promise<void>;
  close(): void;
}

/** What happens on a connection by itself. */
interface LinkEvents {
  /** A message of the other person arrived. */
  arrived(key: MessageKey): void;
  /** The connection is lost. */
  closed(): void;
}

/** How a person of a pair, the first or the second, connects. Resolves when messages can be sent and will arrive. */
export type Connect = (pair: Pair, self: 0 | 1, events: LinkEvents) => Promise<Link>;
