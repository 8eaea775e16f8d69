import type { Opening } from '@duet/contract';
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../lib/api.ts';
import { useHasCome } from '../../lib/useNow.ts';

const OPENINGS = ['openings'];

/**
 * What the administrator has open of a conversation. When its time is up it is gone, and with it what was read: the
 * server would tell no more of it.
 */
export function useOpening(conversationId: string, mayOpen: boolean) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: OPENINGS,
    queryFn: async () => (await call('listOpenings')).openings,
    enabled: mayOpen,
  });
  const known = query.data?.find((opening) => opening.conversationId === conversationId);
  const isOver = useHasCome(known?.expiresAt);
  useEffect(() => {
    if (isOver && known) client.removeQueries({ queryKey: messagesOf(known.id) });
  }, [client, isOver, known]);
  return { opening: isOver ? undefined : known, wasOpen: isOver, query };
}

/** Takes a conversation for open. */
export function addOpening(client: QueryClient, opening: Opening): void {
  client.setQueryData<Opening[]>(OPENINGS, (known = []) => [
    opening,
    ...known.filter(({ conversationId }) => conversationId !== opening.conversationId),
  ]);
}

/** Takes an opening for over: the server has said so. */
export function endOpening(client: QueryClient, id: string): void {
  client.setQueryData<Opening[]>(OPENINGS, (known = []) =>
    known.map((opening) => (opening.id === id ? { ...opening, expiresAt: opening.openedAt } : opening)),
  );
}

/** Where what was read of an opening is kept while it is shown. */
export function messagesOf(openingId: string): string[] {
  return ['messages', openingId];
}
