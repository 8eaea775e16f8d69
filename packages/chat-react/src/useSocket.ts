import type { ChatSocket, ConnectionState } from '@duet/chat-client';
import { useCallback, useSyncExternalStore } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** The live connection and how it stands. */
export function useSocket(): { socket: ChatSocket; connectionState: ConnectionState } {
  const { socket } = useChatClient();
  const getState = useCallback(() => socket.state, [socket]);
  return { socket, connectionState: useSyncExternalStore(socket.subscribe, getState, getState) };
}
