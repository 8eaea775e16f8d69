import { useAnsweredMessage } from '@duet/chat-react';
import type { Person } from '@duet/contract';
import { useWords } from '../../words/useWords.ts';
import { quoteOf, type Quote } from './quote.ts';

/** The message of this id, and again when it has changed. */
export function useQuote(conversationId: string, id: string, peer: Person): Quote {
  const words = useWords();
  const { answered, error } = useAnsweredMessage(conversationId, id);
  if (answered) return { id, ...quoteOf(answered, peer, words) };
  const text = error ? words.message.replyFailed : words.message.replyLoading;
  return { id, message: undefined, author: words.message.inReplyTo, text, muted: true };
}
