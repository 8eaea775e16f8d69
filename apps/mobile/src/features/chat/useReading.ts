import { useMarkRead } from '@duet/chat-react';
import { TIMERS } from '@duet/contract';
import { useCallback, useEffect, useRef } from 'react';
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
