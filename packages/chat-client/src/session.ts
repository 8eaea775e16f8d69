import { signedIn, type RouteInput, type SignedIn, type User } from '@duet/contract';
import { endsSession, signedOutError } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { Request } from './request.ts';
import { Signal } from './signal.ts';

/** Keeps one string safe for the device: a keychain, a browser's storage. Several tabs may share it. */
export interface TokenStorage {
  get(): Promise<string | null>;
  set(value: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * `unknown` until the storage was read; `expired` when the server or another tab ended a session that the person did
 * not: what is cached and queued is kept for their return.
 */
export type SessionStatus = 'unknown' | 'signedOut' | 'signedIn' | 'expired';

interface Snapshot {
  readonly status: SessionStatus;
  readonly user: User | undefined;
}

const RENEW_BEFORE_EXPIRY = 30_000;

/** One person's session on this device: holds the tokens, renews them, and tells when it ends. */
export class Session {
  readonly #request: Request;
  readonly #storage: TokenStorage;
  readonly #clock: Clock;
  readonly #signal = new Signal();
  #snapshot: Snapshot = { status: 'unknown', user: undefined };
  #held: SignedIn | undefined;
  #expiresAt = 0;
  /** Whether the storage has what is held, or something newer of another tab. */
  #isKept = true;
  #renewal: Promise<string> | undefined;

  constructor(options: { request: Request; storage: TokenStorage; clock: Clock }) {
    this.#request = options.request;
    this.#storage = options.storage;
    this.#clock = options.clock;
  }

  get status(): SessionStatus {
    return this.#snapshot.status;
  }

  /** The signed-in person; after `expired` the one who was. */
  get user(): User | undefined {
    return this.#snapshot.user;
  }

  /** Status and person in one object, the same one until either changes. */
  readonly getSnapshot = (): Snapshot => this.#snapshot;

  readonly subscribe = this.#signal.subscribe;

  /** Takes up the stored session, without the network. Afterwards the status is no longer `unknown`. */
  async restore(): Promise<void> {
    const stored = await this.#read();
    if (this.status !== 'unknown') return;
    if (stored) this.#take(stored, expiryByClaims(stored.accessToken));
    else this.#become({ status: 'signedOut', user: undefined });
  }

  /** Opens a session and stores it. Throws `ApiError`, `invalid_credentials` among others. */
  async signIn(credentials: RouteInput<'login'>['body']): Promise<User> {
    const held = await this.#request('login', [{ body: credentials }]);
    await this.#keep(held);
    this.#take(held, this.#expiryByReceipt(held.accessToken));
    return held.user;
  }

  /** Forgets the session at once and here, and then ends it at the server if that can be reached. */
  async signOut(): Promise<void> {
    const token = this.#held?.accessToken;
    await this.#forget();
    if (token === undefined) return;
    // Offline, the session ends by its own expiry: the person must be able to leave regardless.
    await this.#request('logout', [], token).catch(() => undefined);
  }

  /** Ends all sessions of the person, and then forgets this one. Throws `ApiError`: then they all go on. */
  async signOutEverywhere(): Promise<void> {
    await this.#request('logoutEverywhere', [], await this.getToken());
    await this.#forget();
  }

  /** Takes the server's newest word on the signed-in person, and keeps it; a late one on somebody else is ignored. */
  update(user: User): void {
    if (this.#held?.user.id !== user.id) return;
    this.#held = { ...this.#held, user };
    this.#snapshot = { ...this.#snapshot, user };
    this.#signal.emit();
    void this.#keepUser(user);
  }

  /**
   * An access token good for at least 30 s by this device's reckoning. Throws `ApiError`: `auth_required` without a
   * session, `network` and others when the token had to be renewed and could not be.
   */
  async getToken(): Promise<string> {
    if (!this.#held) throw signedOutError();
    const fresh = this.#clock.now() < this.#expiresAt - RENEW_BEFORE_EXPIRY;
    return fresh ? this.#held.accessToken : this.renew(this.#held.accessToken);
  }

  /** The token that follows `stale`, which the server no longer takes. One renewal runs at a time, for all callers. */
  async renew(stale: string): Promise<string> {
    if (!this.#held) throw signedOutError();
    if (!this.#renewal && this.#held.accessToken !== stale) return this.#held.accessToken;
    this.#renewal ??= this.#renew(this.#held).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** The server has ended the session; `token` guards against a late answer about a former one. */
  expire(token?: string): void {
    if (!this.#held || (token !== undefined && token !== this.#held.accessToken)) return;
    const { user } = this.#held;
    this.#held = undefined;
    this.#become({ status: 'expired', user });
    // A storage that fails here leaves a token that the server refuses: the next start ends the same way.
    this.#storage.remove().catch(() => undefined);
  }

  async #forget(): Promise<void> {
    this.#held = undefined;
    this.#become({ status: 'signedOut', user: undefined });
    await this.#storage.remove();
  }

  async #renew(held: SignedIn): Promise<string> {
    // Another tab may have renewed already, and a refresh token is good for one use.
    const stored = await this.#read();
    if (this.#held?.refreshToken !== held.refreshToken) throw signedOutError();
    if (stored ? stored.user.id !== held.user.id : this.#isKept) {
      this.#leaveToOthers(held);
      throw signedOutError();
    }
    if (stored && this.#isKept && stored.refreshToken !== held.refreshToken) {
      this.#take(stored, expiryByClaims(stored.accessToken));
      if (this.#clock.now() < this.#expiresAt - RENEW_BEFORE_EXPIRY) return stored.accessToken;
    }
    const { refreshToken, accessToken } = this.#held;
    try {
      const renewed = { ...this.#held, ...(await this.#request('refresh', [{ body: { refreshToken } }])) };
      if (this.#held?.refreshToken !== refreshToken) throw signedOutError();
      this.#take(renewed, this.#expiryByReceipt(renewed.accessToken));
      await this.#keep(renewed);
      return renewed.accessToken;
    } catch (error) {
      if (endsSession(error)) this.expire(accessToken);
      throw error;
    }
  }

  /** The shared storage was emptied or taken over by another tab: this session is over here, the storage is theirs. */
  #leaveToOthers(held: SignedIn): void {
    this.#held = undefined;
    this.#become({ status: 'expired', user: held.user });
  }

  async #read(): Promise<SignedIn | undefined> {
    try {
      const text = await this.#storage.get();
      return text === null ? undefined : signedIn.parse(JSON.parse(text));
    } catch {
      // Unreadable is the same as absent: the person signs in again.
      return undefined;
    }
  }

  /** Another tab may have stored newer tokens; what the storage does not take is loaded again where it is shown. */
  async #keepUser(user: User): Promise<void> {
    const stored = await this.#read();
    if (stored?.user.id !== user.id || this.#held?.user !== user) return;
    await this.#storage.set(JSON.stringify({ ...stored, user })).catch(() => undefined);
  }

  /** A storage that is full must not end what works: the session then lasts as long as the app, or the next renewal. */
  async #keep(held: SignedIn): Promise<void> {
    this.#isKept = await this.#storage.set(JSON.stringify(held)).then(
      () => true,
      () => false,
    );
  }

  #take(held: SignedIn, expiresAt: number): void {
    this.#held = held;
    this.#expiresAt = expiresAt;
    this.#become({ status: 'signedIn', user: held.user });
  }

  #become(next: Snapshot): void {
    const { status, user } = this.#snapshot;
    if (next.status === status && next.user?.id === user?.id) return;
    this.#snapshot = next;
    this.#signal.emit();
  }

  /** By the token's span of life, counted from now: a device whose clock is wrong does not renew for ever. */
  #expiryByReceipt(accessToken: string): number {
    const { iat, exp } = claims(accessToken);
    return this.#clock.now() + (exp - iat) * 1_000;
  }
}

/** For a token of unknown age. */
function expiryByClaims(accessToken: string): number {
  return claims(accessToken).exp * 1_000;
}

/** A token that cannot be read counts as endless: the server says when it is over. */
function claims(accessToken: string): { iat: number; exp: number } {
  try {
    const payload = (accessToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { iat, exp } = JSON.parse(atob(payload)) as Record<'iat' | 'exp', unknown>;
    if (typeof iat === 'number' && typeof exp === 'number') return { iat, exp };
  } catch {
    // Not a JWT.
  }
  return { iat: 0, exp: Infinity };
}
