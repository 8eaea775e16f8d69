import type { Side } from '@duet/contract';

/** A message as a screen shows it; null is what only the server gives. */
export interface ScreenRow {
  readonly key: string;
  readonly id: string | null;
  readonly seq: number | null;
  readonly content: string | null;
  readonly status: string;
  /** The edit or unsend that is on its way, and how it fares. */
  readonly change?: { readonly key: string; readonly status: string } | undefined;
}

/** One thing that happened to one process. */
type Fact =
  /** A person sent a message: this order is the one to be kept. */
  | {
      readonly type: 'enqueue';
      readonly key: string;
      readonly conversationId: string;
      readonly content: string;
    }
  /**
   * A person gave a message of theirs another text, or, with null, took it back; `key` names the change, or the message
   * itself where it has not left yet and just became another.
   */
  | {
      readonly type: 'change';
      readonly key: string;
      readonly message: string;
      readonly content: string | null;
    }
  /** The server has made the change. */
  | { readonly type: 'changed'; readonly key: string }
  /** The person has sent a message or a change again that had failed: others may have gone before it meanwhile. */
  | { readonly type: 'retry'; readonly key: string }
  /** The person has given up a message, or a change of one, that could not be sent. */
  | { readonly type: 'discard'; readonly key: string }
  /** One attempt to bring it to the server; it ends as one of the three that follow, or not at all. */
  | { readonly type: 'invoke'; readonly key: string }
  | { readonly type: 'ok'; readonly key: string; readonly message: StoredMessage }
  /** Refused for good: surely not stored. */
  | { readonly type: 'fail'; readonly key: string; readonly code: string }
  /** Nobody knows: it may be stored, at most once. */
  | { readonly type: 'info'; readonly key: string; readonly code: string }
  /** What the server answered to "what comes after this seq", which was asked at `askedAt`. */
  | {
      readonly type: 'page';
      readonly conversationId: string;
      readonly askedAt: number;
      readonly afterSeq: number;
      readonly hasMore: boolean;
      readonly messages: readonly StoredMessage[];
    }
  /** What the server answered about a conversation. */
  | {
      readonly type: 'view';
      readonly conversationId: string;
      readonly lastSeq: number;
      readonly unread: number;
      readonly ownRead: number;
      readonly peerDelivered: number;
      readonly peerRead: number;
    }
  /** What a screen showed from here on. */
  | {
      readonly type: 'screen';
      readonly conversationId: string;
      readonly rows: readonly ScreenRow[];
      readonly unread: number;
    }
  /** The person has looked at everything up to there. */
  | { readonly type: 'seen'; readonly conversationId: string; readonly upToSeq: number }
  /** Bytes that came to somebody who has no part in any of this. */
  | { readonly type: 'overheard'; readonly text: string }
  /** What a program wrote down for its operators, who may learn who and when, but not what. */
  | { readonly type: 'logged'; readonly text: string };

/** The place and identity of a stored message. */
export interface StoredMessage {
  readonly id: string;
  readonly seq: number;
  readonly sentAt: string;
}

export type HistoryEvent = Fact & {
  /** Milliseconds on a clock that never goes back. */
  readonly at: number;
  /** Who wrote this down: a device, a reader, an outsider. */
  readonly process: string;
  /** The person it belongs to. */
  readonly person: string;
};

export type Writer = (fact: Fact) => void;

/** What happened, in the order in which it happened. Every process has one writer. */
export class History {
  readonly events: HistoryEvent[] = [];
  readonly #processes = new Set<string>();
  readonly #now: () => number;

  /** `now` never goes back; by default it is the machine's own time. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The writer of a process, and of no other. */
  process(process: string, person: string): Writer {
    if (this.#processes.has(process)) throw new Error(`${process} has a writer already.`);
    this.#processes.add(process);
    return (fact) => void this.events.push({ at: this.#now(), process, person, ...fact });
  }
}

/** A message as PostgreSQL has it in the end. */
export interface FinalMessage extends StoredMessage {
  readonly key: string;
  readonly senderId: string;
  readonly senderRole: Side | 'system';
  readonly content: string | null;
  /** How often it was edited or unsent. */
  readonly revision: number;
}

/** A conversation as PostgreSQL has it in the end, its messages by `seq`. */
export interface FinalConversation {
  readonly id: string;
  readonly people: Readonly<Record<Side, string>>;
  readonly lastSeq: number;
  readonly sides: Readonly<
    Record<Side, { readonly unread: number; readonly delivered: number; readonly read: number }>
  >;
  readonly messages: readonly FinalMessage[];
}
