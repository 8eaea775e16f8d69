import type { ThreadMessage } from '@duet/chat-client';
import { useAnsweredMessage } from '@duet/chat-react';
import type { Person } from '@duet/contract';
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

/** The message of this id as it stands now: its edit changes the quote, and unsent it says no more. */
export function useQuote(conversationId: string, id: string, peer: Person): Quote {
  const { answered, error } = useAnsweredMessage(conversationId, id);
  if (answered) return { id, ...quoteOf(answered, peer) };
  const text = error ? 'This message could not be loaded' : 'Loading the message…';
  return { id, message: undefined, author: 'In reply to', text, muted: true };
}

export function quoteOf(message: ThreadMessage, peer: Person): Omit<Quote, 'id'> {
  const author = message.mine ? 'You' : message.type === 'system' ? 'Booking' : peer.name;
  const muted = message.deletedAt !== null || message.type !== 'text';
  return { message, author, text: summaryOf(message, peer), muted };
}
