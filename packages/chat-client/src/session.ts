import type { RouteInput, User } from '@duet/contract';

/** Keeps one string safe for the device: a keychain, a browser's storage. Several tabs may share it. */
export interface TokenStorage {
  get(): Promise<string | null>;
  set(value: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * `unknown` until the storage was read; `expired` when the server, another tab or the host marketplace ended a session
 * that the person did not: what is cached and queued is kept for their return.
 */
export type SessionStatus = 'unknown' | 'signedOut' | 'signedIn' | 'expired';

export interface SessionSnapshot {
  readonly status: SessionStatus;
  /** The signed-in person; after `expired` the one who was. */
  readonly user: User | undefined;
}

/**
 * One person's session on this device: gives tokens, renews them, and tells when it ends. People sign in by password
 * (`BuiltInSession`), or the host marketplace has signed them in already (`HostSession`).
 */
export interface Session extends SessionSnapshot {
  /** Status and person in one object, the same one until either changes. */
  readonly getSnapshot: () => SessionSnapshot;
  /** Calls `listener` after every change; the returned function ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes up the session that this device had, if any. Afterwards, or as soon as that is known, it is not `unknown`. */
  restore(): Promise<void>;
  /** Opens a session: by these credentials, or without any as whom the host marketplace has signed in. Throws `ApiError`. */
  signIn(credentials?: RouteInput<'login'>['body']): Promise<User>;
  /** Forgets the session at once and here, and then ends it at the server if that can be reached. */
  signOut(): Promise<void>;
  /** Ends all sessions of the person, and then forgets this one. Throws `ApiError`: then they all go on. */
  signOutEverywhere(): Promise<void>;
  /** Takes the server's newest word on the signed-in person, and keeps it; a late one on somebody else is ignored. */
  update(user: User): void;
  /**
   * An access token good for at least 30 s by this device's reckoning. Throws `ApiError`: `auth_required` without a
   * session, `network` and others when the token had to be renewed and could not be.
   */
  getToken(): Promise<string>;
  /** The token that follows `stale`, which the server no longer takes. One renewal runs at a time, for all callers. */
  renew(stale: string): Promise<string>;
  /** When a live connection has to show the next token; undefined where the session outlives its tokens. */
  readonly renewAt: number | undefined;
  /** The server has ended the session; `token` guards against a late answer about a former one. */
  expire(token?: string): void;
  /** The server has closed the connection because the session ran out. */
  lapse(): void;
}
