import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import {
  AppError,
  LIMITS,
  TIMERS,
  type ClientToServerEvents,
  type ServerToClientEvents,
} from '@duet/contract';
import { Server, type DefaultEventsMap, type Socket } from 'socket.io';
import type { Actor } from '../actor.ts';
import type { SecureTransport } from '../client-address.ts';
import { assertReadable, hangUp } from '../http/errors.ts';
import { SECURITY_HEADERS } from '../http/security.ts';
import { allowOrigins } from '../origins.ts';
import type { Door } from './door.ts';

type EngineSocket = ConnectedSocket['conn'];

/** What the server remembers of a socket. */
export interface SocketData {
  actor: Actor;
  /** The client's, as the network and trusted proxies tell it. */
  address: string;
  /** Which conversations this socket watches, and whose presence with each; oldest first. */
  watched: Map<string, string>;
  /** In which conversations its person types with it, to whom, and when that was last said; oldest first. */
  typing: Map<string, { peerId: string; at: number }>;
}

export type SocketServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type ConnectedSocket = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;

/** A Socket.IO server that is not attached yet. `patienceFactor` multiplies how long it waits for clients. */
export function createSocketServer(patienceFactor: number): SocketServer {
  return new Server({
    serveClient: false,
    transports: ['websocket', 'polling'],
    // Measured: deflate costs five times the work of a message, and 250 KB a connection.
    perMessageDeflate: false,
    maxHttpBufferSize: LIMITS.payloadBytes,
    pingInterval: TIMERS.pingInterval * patienceFactor,
    pingTimeout: TIMERS.pingTimeout * patienceFactor,
    connectTimeout: 10_000 * patienceFactor,
  });
}

/**
 * Serves sockets on `http` for whom the door lets in; all others are refused before anything is kept of them, over
 * either transport.
 */
export function attachSockets(
  io: SocketServer,
  http: HttpServer,
  {
    allowedOrigins,
    onlyOverTls,
    door,
    isSecure,
  }: {
    allowedOrigins: readonly string[];
    onlyOverTls: boolean;
    door: Door;
    isSecure: SecureTransport | undefined;
  },
): void {
  // The middlewares below run for upgrades too, where Engine.IO's own check would answer 400.
  io.attach(http, { cors: { origin: [...allowedOrigins] } });
  const isAllowed = allowOrigins(allowedOrigins, onlyOverTls);
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    try {
      assertReadable(request);
      if (isSecure?.(request) === false) throw new AppError('tls_required');
      if (!isAllowed(request)) throw new AppError('origin_not_allowed');
      if (!isOpened(request)) door.knock(request);
    } catch (refusal) {
      hangUp(refusal instanceof AppError ? refusal : new AppError('internal'), request.socket);
      return;
    }
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    next();
  });
  io.engine.on('connection', (connection: EngineSocket) => {
    connection.once('close', door.enter(connection.request));
  });
}

/** A request over a connection of Engine.IO's that is there, or is said to be: then Engine.IO refuses it. */
function isOpened({ url = '' }: IncomingMessage): boolean {
  return new URLSearchParams(url.split('?')[1]).has('sid');
}
