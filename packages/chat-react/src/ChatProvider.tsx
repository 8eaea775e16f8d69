import type { ChatClient } from '@duet/chat-client';
import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { chatKeys } from './chatQueries.ts';

const ChatContext = createContext<ChatClient | undefined>(undefined);

/** The client of the `ChatProvider` around. Throws outside one. */
export function useChatClient(): ChatClient {
  const client = useContext(ChatContext);
  if (!client) throw new Error('Duet’s hooks need a <ChatProvider> around them.');
  return client;
}

/**
 * Gives the hooks their client, and keeps it started while mounted. Requests take part in the React Query client of
 * the app around; where there is none, the provider brings one.
 */
export function ChatProvider({ client, children }: { client: ChatClient; children?: ReactNode }) {
  const surrounding = useContext(QueryClientContext);
  const [own] = useState(() => new QueryClient());
  const queries = surrounding ?? own;

  useEffect(() => {
    const unsubscribe = [
      client.session.subscribe(() => forgetWhenSignedOut(client, queries)),
      client.socket.subscribe(() => retryWhenConnected(client, queries)),
      loadAnewAfterReset(client, queries),
    ];
    client.start();
    return () => {
      client.stop();
      for (const end of unsubscribe) end();
    };
  }, [client, queries]);

  return (
    <ChatContext value={client}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ChatContext>
  );
}

/** What a person had loaded is gone from the state, so that it must not count as loaded when they come back. */
function forgetWhenSignedOut({ session }: ChatClient, queries: QueryClient): void {
  if (session.status === 'signedOut') queries.removeQueries({ queryKey: chatKeys.all });
}

/** What was loaded is gone from the state as well when the server has it started over: the cursor goes with it. */
function loadAnewAfterReset(client: ChatClient, queries: QueryClient): () => void {
  let last = client.getState();
  return client.subscribe(() => {
    const before = last;
    last = client.getState();
    const isReset = before.syncCursor !== undefined && last.syncCursor === undefined;
    if (isReset && before.userId === last.userId) void queries.resetQueries({ queryKey: chatKeys.all });
  });
}

/** A request that failed while there was no connection has better chances now. */
function retryWhenConnected({ socket }: ChatClient, queries: QueryClient): void {
  if (socket.state !== 'connected') return;
  void queries.refetchQueries({
    queryKey: chatKeys.all,
    type: 'active',
    predicate: ({ state }) => state.status === 'error',
  });
}
