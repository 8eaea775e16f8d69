import { LIMITS } from '@duet/contract';
import type { Logger } from 'pino';
import type { ConnectedSocket } from '../platform/sockets/transport.ts';

/**
 * Cuts sockets whose client has stopped reading, since Socket.IO keeps what they have not read without a limit. The
 * client connects again and catches up. Looks at all sockets every `intervalMs`.
 */
export class OutboundWatch {
  readonly #timer: NodeJS.Timeout;

  constructor(parts: { sockets: () => Iterable<ConnectedSocket>; log: Logger; intervalMs: number }) {
    this.#timer = setInterval(() => {
      for (const socket of parts.sockets()) {
        const bytes = waitingBytes(socket);
        if (bytes <= LIMITS.outboundBytes) continue;
        parts.log.warn({ userId: socket.data.actor.userId, bytes }, 'a socket that does not read was cut');
        // The farewell would wait behind all the rest.
        terminate(socket);
      }
    }, parts.intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** The parts of an Engine.IO connection that hold what is to be sent; its types leave the transport's socket out. */
interface Outbound {
  writeBuffer: { data?: unknown }[];
  transport: { socket?: { bufferedAmount: number; terminate(): void } };
}

function waitingBytes({ conn }: ConnectedSocket): number {
  const { writeBuffer, transport } = conn as unknown as Outbound;
  const queued = writeBuffer.reduce(
    (bytes, { data }) => bytes + (typeof data === 'string' ? data.length : 0),
    0,
  );
  return queued + (transport.socket?.bufferedAmount ?? 0);
}

function terminate({ conn }: ConnectedSocket): void {
  const { transport } = conn as unknown as Outbound;
  if (transport.socket) transport.socket.terminate();
  else conn.close(true);
}
