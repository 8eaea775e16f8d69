import type { AdminPermission, Role, RouteName } from '@duet/contract';
import { toNetwork } from './client-address.ts';
import type { Caller } from './rate-limiter.ts';

/** Who acts: a person through one of their sessions. */
export interface Actor {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly Role[];
}

/** An administrator who acts through the dashboard, and from where. */
export interface AdminActor extends Actor {
  readonly address: string;
  readonly permissions: readonly AdminPermission[];
  /** Without the second factor that is demanded of them: they may only set one up. */
  readonly lacksSecondFactor: boolean;
  readonly signedInAt: Date;
  /** Of which a request that changes something shows one, to be of the dashboard's page and not of another site's. */
  readonly csrfTokens: readonly string[];
}

/** Whose rates pay for what somebody does from an address. */
export function toCaller({ userId, sessionId }: Actor, address: string): Caller {
  return { person: userId, device: sessionId, address: toNetwork(address) };
}

/** What the platform needs of whoever knows about sessions. */
export interface Authenticator {
  /**
   * Whose token this is. `device` is what the device calls itself, for a session that begins with it.
   * @throws AppError `token_invalid`, `token_expired`, `session_revoked` or `identity_unavailable`
   */
  authenticate(accessToken: string, device?: string): Promise<Actor>;
  /**
   * The actor as it stands now, at most 2 s old.
   * @throws AppError `session_revoked` when the session has ended.
   */
  checkSession(actor: Actor): Promise<Actor>;
  /**
   * Sessions that have ended, read afresh, and why: those of `sessionIds`, whenever it was, and all others since a
   * moment. `until` is where to go on. It is undefined when nothing can be followed from `since`: the database has gone
   * back (a restored backup, a standby that lagged), or more has ended than can be told.
   */
  findEndedSessions(
    sessionIds: readonly string[],
    since?: SessionMoment,
  ): Promise<{ ended: EndedSession[]; until: SessionMoment | undefined }>;
}

/** What the platform needs of whoever knows about administrators. */
export interface AdminAuthenticator {
  /**
   * Whose cookie this is.
   * @throws AppError `token_invalid` or `session_revoked`
   */
  authenticateAdmin(cookie: string, address: string): Promise<AdminActor>;
  /** Writes down that somebody asked for what they may not do. */
  noteRefusal(actor: Actor, route: RouteName, address: string): Promise<void>;
}

/** How far the sessions have been followed: which transactions had been seen, and what time it was. */
export interface SessionMoment {
  readonly snapshot: string;
  readonly at: Date;
}

export interface EndedSession {
  readonly sessionId: string;
  readonly reason: 'signed_out' | 'expired' | 'revoked';
}
