import type { ThreadMessage } from '@duet/chat-client';
import type { Person } from '@duet/contract';
import type { Words } from '../../words/en.ts';
import { summaryOf } from './preview.ts';

/** What is shown of a message beside its answer. */
export interface Quote {
  readonly id: string;
  /** undefined while it is loading, and where it cannot be had. */
  readonly message: ThreadMessage | undefined;
  readonly author: string;
  readonly text: string;
  /** Words about a message rather than the message. */
  readonly muted: boolean;
}

/** Of a message as it stands now: its edit changes the quote, and unsent it says no more. */
export function quoteOf(message: ThreadMessage, peer: Person, words: Words): Omit<Quote, 'id'> {
  const author = message.mine ? words.common.you : message.type === 'system' ? words.booking.name : peer.name;
  const muted = message.deletedAt !== null || message.type !== 'text';
  return { message, author, text: summaryOf(message, peer, words), muted };
}
