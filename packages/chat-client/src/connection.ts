import { io } from 'socket.io-client';

/** One line to the server, which is dialled, lost and dialled again, by the hand of its owner alone. */
export interface Connection {
  /** Names the present connection, and no other; undefined while there is none. */
  readonly id: string | undefined;
  /** Makes one attempt; how it ends, the listener is told. */
  dial(token: string): void;
  /** Ends the connection, or the attempt. */
  hangUp(): void;
  /** Emits an event; rejects when its answer does not come in time, or the connection is lost before. */
  ask(event: string, input: unknown, timeoutMs: number): Promise<unknown>;
  /** Emits an event whose answer nobody waits for. */
  tell(event: string, input: unknown): void;
}

interface ConnectionListener {
  onConnected(): void;
  /** An attempt has failed; `data` is the server's word, if it was the server that refused. */
  onRefused(error: Error & { data?: unknown }): void;
  onLost(): void;
  onEvent(name: string, payload: unknown): void;
}

export type Connect = (baseUrl: string, listener: ConnectionListener) => Connection;

export const connectBySocketIo: Connect = (baseUrl, listener) => {
  const socket = io(baseUrl, {
    transports: ['websocket'],
    autoConnect: false,
    forceNew: true,
    // The owner's: a token per attempt, jitter over the whole wait, and a refused handshake is retried as well.
    reconnection: false,
  });
  socket.on('connect', () => listener.onConnected());
  socket.on('connect_error', (error) => listener.onRefused(error));
  socket.on('disconnect', () => listener.onLost());
  socket.onAny((name: string, payload: unknown) => listener.onEvent(name, payload));
  return {
    get id() {
      return socket.id;
    },
    dial(token) {
      socket.auth = { token };
      socket.connect();
    },
    hangUp: () => void socket.disconnect(),
    ask: (event, input, timeoutMs) => socket.timeout(timeoutMs).emitWithAck(event, input),
    tell: (event, input) => void socket.emit(event, input, () => undefined),
  };
};
