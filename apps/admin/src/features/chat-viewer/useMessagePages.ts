import { LIMITS, type OverseenMessage, type RouteResponse } from '@duet/contract';
import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { messagesOf } from '../conversations/useOpening.ts';

const LIMIT = String(LIMITS.pageMax);
/** Messages shown before the one that was asked for. */
const CONTEXT = 10;

type Page = RouteResponse<'readOpening'>;
interface Position {
  beforeSeq?: string;
  afterSeq?: string;
}

/**
 * Messages of an opening, in order: the newest, or those around `at`, and what is asked for on either side. Nothing of
 * it outlives the page that shows it.
 */
export function useMessagePages(openingId: string, lastSeq: number, at: number | undefined) {
  const client = useQueryClient();
  const queryKey = [...messagesOf(openingId), at ?? 'newest'];
  const begin: Position = at === undefined ? {} : { afterSeq: String(Math.max(0, at - 1 - CONTEXT)) };
  const read = (position: Position, limit: string) =>
    call('readOpening', { params: { id: openingId }, query: { ...position, limit } });
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam, LIMIT),
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
  /** Reads one message again, which is written down as any reading is. */
  const renew = async (seq: number): Promise<void> => {
    const { messages } = await read({ afterSeq: String(seq - 1) }, '1');
    client.setQueryData<InfiniteData<Page, Position>>(
      queryKey,
      (known) => known && withAnew(known, messages),
    );
  };
  const messages: OverseenMessage[] = query.data?.pages.flatMap((page) => page.messages) ?? [];
  return { query, messages, renew };
}

function withAnew(
  { pages, pageParams }: InfiniteData<Page, Position>,
  anew: readonly OverseenMessage[],
): InfiniteData<Page, Position> {
  const latest = (message: OverseenMessage) => anew.find(({ seq }) => seq === message.seq) ?? message;
  return { pageParams, pages: pages.map((page) => ({ ...page, messages: page.messages.map(latest) })) };
}
