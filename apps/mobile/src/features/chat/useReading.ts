import { useMarkRead, useUpdateConversation } from '@duet/chat-react';
import { TIMERS } from '@duet/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useAttention } from '../../lib/useAttention';

/**
 * Marks a conversation as read as far as it was seen: on screen, with somebody looking, for long enough. The returned
 * function is told the newest message in sight.
 */
export function useReading(conversationId: string, readSeq: number): (seenSeq: number) => void {
  const markRead = useMarkRead(conversationId);
  const attentive = useAttention();
  const seen = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const consider = useCallback(() => {
    clearTimeout(timer.current);
    if (!attentive || seen.current <= readSeq) return;
    timer.current = setTimeout(() => markRead(seen.current), TIMERS.readAfterVisible);
  }, [attentive, readSeq, markRead]);

  useEffect(() => {
    consider();
    return () => clearTimeout(timer.current);
  }, [consider]);

  return useCallback(
    (seenSeq: number) => {
      if (seenSeq <= seen.current) return;
      seen.current = seenSeq;
      consider();
    },
    [consider],
  );
}

/** Takes the mark "unread" away when the person has come and looked. One made while they are here stays. */
export function useLiftMark(conversationId: string, markedUnread: boolean): void {
  const { mutate: update } = useUpdateConversation();
  const attentive = useAttention();
  const [marked, setMarked] = useState(markedUnread);
  useEffect(() => {
    if (!marked || !attentive) return;
    const timer = setTimeout(() => {
      setMarked(false);
      update(conversationId, { markedUnread: false });
    }, TIMERS.readAfterVisible);
    return () => clearTimeout(timer);
  }, [marked, attentive, update, conversationId]);
}
