import type { ErrorObject, MessageDraft } from '@duet/contract';

/** A message on its way out. Entries are replaced, never changed. */
interface SendEntry {
  readonly kind: 'send';
  /** The message's `clientMessageId`. */
  readonly key: string;
  readonly conversationId: string;
  readonly senderId: string;
  readonly draft: MessageDraft;
  /** Rises in the order of enqueueing. */
  readonly position: number;
  /** Local time, shown until the server has said when the message was sent. */
  readonly queuedAt: string;
  /** Why the server will not take it; it then stays in its place until retried or discarded. See `isPaused`. */
  readonly failure: ErrorObject | undefined;
  /** When an older server first refused a field of it, in milliseconds. */
  readonly refusedSince: number | undefined;
  /** It is in the device's storage: from now on it survives the app. */
  readonly stored: boolean;
  /** The server may have it: an attempt had no answer, or belongs to a former life of the app. */
  readonly attempted: boolean;
}

/** What the queue holds. A union by `kind`, because edits, unsends and reads will wait in the same line. */
export type QueueEntry = SendEntry;

/**
 * Whether an entry asks its author a question rather than having failed: the booking it was written against has
 * changed. What they wrote after it waits for the answer, because it was written to follow it; a failed entry, whose
 * fate is known, is passed over.
 */
export function isPaused({ failure }: QueueEntry): boolean {
  return failure?.code === 'booking_changed';
}

/** The device did not take the message: it would not survive the app, so it is not sent either. */
export const NOT_STORED: ErrorObject = {
  code: 'not_stored',
  message: 'This device has no room to keep the message.',
  retryable: true,
  requestId: '',
};

/** What the device kept of the message is damaged. It is lost, but not in silence: it stands in its place. */
export const UNREADABLE: ErrorObject = {
  code: 'unreadable',
  message: 'What this device kept of the message cannot be read.',
  retryable: false,
  requestId: '',
};
