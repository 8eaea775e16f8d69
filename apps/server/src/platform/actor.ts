import type { Role } from '@duet/contract';

/** Who acts: a person through one of their sessions. */
export interface Actor {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly Role[];
}

/** What the platform needs of whoever knows about sessions. */
export interface Authenticator {
  /** @throws AppError `token_invalid`, `token_expired` or `session_revoked`. */
  authenticate(accessToken: string): Promise<Actor>;
  /**
   * The actor as it stands now, at most 2 s old.
   * @throws AppError `session_revoked` when the session has ended.
   */
  checkSession(actor: Actor): Promise<Actor>;
  /** Those of the given sessions that have ended, read afresh, and why. */
  findEndedSessions(sessionIds: readonly string[]): Promise<EndedSession[]>;
}

export interface EndedSession {
  readonly sessionId: string;
  readonly reason: 'signed_out' | 'expired' | 'revoked';
}
