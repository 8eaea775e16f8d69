import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import {
  AppError,
  ERRORS,
  LIMITS,
  TIMERS,
  type ClientToServerEvents,
  type ServerToClientEvents,
} from '@duet/contract';
import { Server, type DefaultEventsMap, type Socket } from 'socket.io';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { SECURITY_HEADERS } from '../http/security.ts';
import { allowOrigins } from '../origins.ts';

/** What the server remembers of a socket. */
export interface SocketData {
  actor: Actor;
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

/** Serves sockets on `http` for the origins that are allowed; all others get 403, over either transport. */
export function attachSockets(io: SocketServer, http: HttpServer, allowedOrigins: readonly string[]): void {
  // The middlewares below run for upgrades too, where Engine.IO's own check would answer 400.
  io.attach(http, { cors: { origin: [...allowedOrigins] } });
  const isAllowed = allowOrigins(allowedOrigins);
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (!isAllowed(request)) {
      forbid(request);
      return;
    }
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    next();
  });
}

/** Written by hand because an upgrade has no response to write to. */
function forbid({ socket }: IncomingMessage): void {
  const refusal = new AppError('origin_not_allowed');
  const body = JSON.stringify({ error: refusal.toObject(uuidv7()) });
  socket.end(
    [
      `HTTP/1.1 ${ERRORS.origin_not_allowed.http} Forbidden`,
      'connection: close',
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
