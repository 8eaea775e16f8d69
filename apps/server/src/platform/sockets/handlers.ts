import type { ClientEventInput, ClientEventName, ClientEventOutput, Presence } from '@duet/contract';
import type { Actor } from '../actor.ts';

/** What an event handler knows beside its input. */
export interface EventContext {
  readonly actor: Actor;
  /** The client's, as the network and trusted proxies tell it. */
  readonly address: string;
  /** The socket that sent the event: publish with `exceptSocketId` so that it is not told what it did itself. */
  readonly socketId: string;
  /** Since when that socket is there, in milliseconds. */
  readonly connectedAt: number;
  /**
   * From now on this socket is told when `peerId` comes and goes; answers how things stand. The caller has checked
   * that the actor is in the conversation. The oldest of more than 50 is let go.
   */
  watch(conversationId: string, peerId: string): Promise<Presence>;
  /** Whether this socket watches a conversation, and nothing has ended that. */
  isWatching(conversationId: string): boolean;
  /** Takes `watch` back; does nothing when the conversation is not watched. */
  unwatch(conversationId: string): void;
  /**
   * Tells `peerId` that the actor types in a conversation, or has stopped. It stops by itself when the actor's last
   * socket that types there goes. The caller has checked that both are in the conversation and see it.
   */
  setTyping(conversationId: string, peerId: string, typing: boolean): void;
}

/** Handlers by the name of their event. A feature exports one such map. */
export type EventHandlers<E extends ClientEventName> = {
  [K in E]: (input: ClientEventInput<K>, context: EventContext) => Promise<ClientEventOutput<K>>;
};
