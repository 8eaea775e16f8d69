import { LIMITS, type OverseenMessage } from '@duet/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { messagesOf } from '../conversations/useOpening.ts';

const LIMIT = String(LIMITS.pageMax);
/** Messages shown before the one that was asked for. */
const CONTEXT = 10;

interface Position {
  beforeSeq?: string;
  afterSeq?: string;
}

/**
 * Messages of an opening, in order: the newest, or those around `at`, and what is asked for on either side. Nothing of
 * it outlives the page that shows it.
 */
export function useMessagePages(openingId: string, lastSeq: number, at: number | undefined) {
  const begin: Position = at === undefined ? {} : { afterSeq: String(Math.max(0, at - 1 - CONTEXT)) };
  const query = useInfiniteQuery({
    queryKey: [...messagesOf(openingId), at ?? 'newest'],
    queryFn: ({ pageParam }) =>
      call('readOpening', { params: { id: openingId }, query: { ...pageParam, limit: LIMIT } }),
    initialPageParam: begin,
    // `seq` has no gaps: where it ends says whether there is more.
    getPreviousPageParam: ({ messages: [first] }): Position | undefined =>
      first && first.seq > 1 ? { beforeSeq: String(first.seq) } : undefined,
    getNextPageParam: ({ messages }): Position | undefined => {
      const last = messages.at(-1);
      return last && last.seq < lastSeq ? { afterSeq: String(last.seq) } : undefined;
    },
    staleTime: Infinity,
    gcTime: 0,
  });
  const messages: OverseenMessage[] = query.data?.pages.flatMap((page) => page.messages) ?? [];
  return { query, messages };
}
