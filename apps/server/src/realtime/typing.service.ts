import { TIMERS } from '@duet/contract';
import type { ConnectedSocket } from '../platform/sockets/transport.ts';
import type { Publisher } from './publisher.ts';

/**
 * Tells people that others type to them, or have stopped. Typing belongs to a socket and is kept with it, in memory:
 * when the last socket a person types with goes, its typing ends.
 */
export class TypingService {
  readonly #publisher: Pick<Publisher, 'publish'>;
  readonly #socketsOf: (userId: string) => Iterable<ConnectedSocket>;

  constructor(
    publisher: Pick<Publisher, 'publish'>,
    socketsOf: (userId: string) => Iterable<ConnectedSocket>,
  ) {
    this.#publisher = publisher;
    this.#socketsOf = socketsOf;
  }

  /** See `EventContext.setTyping`. */
  set(socket: ConnectedSocket, conversationId: string, peerId: string, typing: boolean): void {
    const { actor, typing: own } = socket.data;
    const { userId } = actor;
    own.delete(conversationId);
    if (typing) {
      // What was never stopped has expired at the receiver, and is not kept for ever here.
      for (const [id, { at }] of own) if (isOver(at)) own.delete(id);
      own.set(conversationId, { peerId, at: performance.now() });
    }
    if (typing || !this.#types(userId, conversationId)) {
      this.#publisher.publish(peerId, 'user:typing', { conversationId, userId, typing });
    }
  }

  /** A socket has gone. */
  leave(socket: ConnectedSocket): void {
    for (const [conversationId, { peerId, at }] of [...socket.data.typing]) {
      if (!isOver(at)) this.set(socket, conversationId, peerId, false);
    }
  }

  /** Whether any socket of a person says so. */
  #types(userId: string, conversationId: string): boolean {
    for (const { data } of this.#socketsOf(userId)) {
      const known = data.typing.get(conversationId);
      if (known && !isOver(known.at)) return true;
    }
    return false;
  }
}

function isOver(at: number): boolean {
  return performance.now() - at > TIMERS.typingExpiry;
}
