import type { ServerEventName, ServerEventPayload } from '@duet/contract';

/** How services tell devices what happened. Called after the commit, never before. Nothing here throws or waits. */
export interface Publisher {
  /**
   * Emits to every device of a person, or of several who are told the same, except the socket that caused it. It is
   * encoded once.
   */
  publish<E extends ServerEventName>(
    to: string | readonly string[],
    event: E,
    payload: ServerEventPayload<E>,
    options?: { exceptSocketId?: string },
  ): void;
  /** Emits `session:revoked` to a session's sockets and closes them. */
  kick(sessionId: string, reason: ServerEventPayload<'session:revoked'>['reason']): void;
  /** Nobody watches this conversation of two people any more, on any server, until they join it again. */
  endWatching(conversationId: string, userIds: readonly string[]): void;
  /** The people who have a device connected here. */
  connectedUserIds(): string[];
  /** Tells a person's watchers how their presence stands now. For when they begin to hide or to show it. */
  refreshPresence(userId: string): void;
}
