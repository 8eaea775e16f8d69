import { signedIn, type RouteInput, type SignedIn, type User } from '@duet/contract';
import { endsSession, signedOutError } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { Request } from './request.ts';
import { SessionView } from './session-view.ts';
import type { Session, SessionStatus, TokenStorage } from './session.ts';
import { claimsOf, expiryByReceipt, RENEW_BEFORE_EXPIRY } from './token-claims.ts';

/** A session that is opened here, by password: holds a pair of tokens and exchanges it for the next. */
export class BuiltInSession implements Session {
  readonly #request: Request;
  readonly #storage: TokenStorage;
  readonly #clock: Clock;
  readonly #view = new SessionView();
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

  readonly getSnapshot = this.#view.get;
  readonly subscribe = this.#view.subscribe;
  /** The session lives a month; tokens are only shown to connect. */
  readonly renewAt = undefined;

  get status(): SessionStatus {
    return this.#view.get().status;
  }

  get user(): User | undefined {
    return this.#view.get().user;
  }

  /** Takes up the stored session, without the network. Afterwards the status is no longer `unknown`. */
  async restore(): Promise<void> {
    const stored = await this.#read();
    if (this.status !== 'unknown') return;
    if (stored) this.#take(stored, expiryByClaims(stored.accessToken));
    else this.#view.become({ status: 'signedOut', user: undefined });
  }

  /** Opens a session and stores it. Throws `ApiError`, `invalid_credentials` among others. */
  async signIn(credentials?: RouteInput<'login'>['body']): Promise<User> {
    if (!credentials) throw signedOutError();
    const held = await this.#request('login', [{ body: credentials }]);
    await this.#keep(held);
    this.#take(held, expiryByReceipt(held.accessToken, this.#clock.now()));
    return held.user;
  }

  async signOut(): Promise<void> {
    const token = this.#held?.accessToken;
    await this.#forget();
    if (token === undefined) return;
    // Offline, the session ends by its own expiry: the person must be able to leave regardless.
    await this.#request('logout', [], token).catch(() => undefined);
  }

  async signOutEverywhere(): Promise<void> {
    await this.#request('logoutEverywhere', [], await this.getToken());
    await this.#forget();
  }

  update(user: User): void {
    if (this.#held?.user.id !== user.id) return;
    this.#held = { ...this.#held, user };
    this.#view.update(user);
    void this.#keepUser(user);
  }

  async getToken(): Promise<string> {
    if (!this.#held) throw signedOutError();
    const fresh = this.#clock.now() < this.#expiresAt - RENEW_BEFORE_EXPIRY;
    return fresh ? this.#held.accessToken : this.renew(this.#held.accessToken);
  }

  async renew(stale: string): Promise<string> {
    if (!this.#held) throw signedOutError();
    if (!this.#renewal && this.#held.accessToken !== stale) return this.#held.accessToken;
    this.#renewal ??= this.#renew(this.#held).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  expire(token?: string): void {
    if (!this.#held || (token !== undefined && token !== this.#held.accessToken)) return;
    const { user } = this.#held;
    this.#held = undefined;
    this.#view.become({ status: 'expired', user });
    // A storage that fails here leaves a token that the server refuses: the next start ends the same way.
    this.#storage.remove().catch(() => undefined);
  }

  lapse(): void {
    this.expire();
  }

  async #forget(): Promise<void> {
    this.#held = undefined;
    this.#view.become({ status: 'signedOut', user: undefined });
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
      this.#take(renewed, expiryByReceipt(renewed.accessToken, this.#clock.now()));
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
    this.#view.become({ status: 'expired', user: held.user });
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
    this.#view.become({ status: 'signedIn', user: held.user });
  }
}

/** For a token of unknown age. */
function expiryByClaims(accessToken: string): number {
  return claimsOf(accessToken).exp * 1_000;
}
