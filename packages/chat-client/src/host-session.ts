import { user as userSchema, type User } from '@duet/contract';
import { ApiError, endsSession, networkError, signedOutError } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { Request } from './request.ts';
import { SessionView } from './session-view.ts';
import type { Session, TokenStorage } from './session.ts';
import { claimsOf, expiryByReceipt, RENEW_BEFORE_EXPIRY } from './token-claims.ts';

/** An access token of the host marketplace for Duet; null when nobody is signed in there. */
export type GetHostToken = () => Promise<string | null>;

/** Whose token it is, and until when it is good here; an empty one is to be asked for. */
interface Held {
  readonly user: User;
  readonly subject: string;
  readonly token: string;
  readonly expiresAt: number;
}

const RETRY_MS = 3_000;

/**
 * The session of somebody whom the host marketplace has signed in. Its tokens are asked for when they are needed; the
 * storage remembers only whose they were, so that their conversations can be read before the network is there. A token
 * of somebody else makes them the signed-in person: nobody acts, or sees, in the name of the one before.
 */
export class HostSession implements Session {
  readonly #request: Request;
  readonly #storage: TokenStorage;
  readonly #clock: Clock;
  readonly #getToken: GetHostToken;
  readonly #view = new SessionView();
  #held: Held | undefined;
  #taking: Promise<string> | undefined;
  /** Whoever was waiting for a token when a session ended does not begin another. */
  #ends = 0;

  constructor(options: { request: Request; storage: TokenStorage; clock: Clock; getToken: GetHostToken }) {
    this.#request = options.request;
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#getToken = options.getToken;
  }

  readonly getSnapshot = this.#view.get;
  readonly subscribe = this.#view.subscribe;

  get status() {
    return this.#view.get().status;
  }

  get user() {
    return this.#view.get().user;
  }

  get renewAt(): number | undefined {
    return this.#held && this.#held.expiresAt - RENEW_BEFORE_EXPIRY;
  }

  async restore(): Promise<void> {
    const stored = await this.#read();
    if (this.status !== 'unknown') return;
    if (stored) {
      this.#hold({ ...stored, token: '', expiresAt: 0 });
      return;
    }
    await this.signIn().catch((error: unknown) => {
      if (this.status !== 'unknown') return;
      if (error instanceof ApiError && error.retryable)
        this.#clock.after(RETRY_MS, () => void this.restore());
      else this.#view.become({ status: 'signedOut', user: undefined });
    });
  }

  async signIn(): Promise<User> {
    await this.#takeNext();
    if (!this.#held) throw signedOutError();
    return this.#held.user;
  }

  async signOut(): Promise<void> {
    const token = this.#held?.token;
    await this.#forget();
    if (token) await this.#request('logout', [], token).catch(() => undefined);
  }

  async signOutEverywhere(): Promise<void> {
    await this.#request('logoutEverywhere', [], await this.getToken());
    await this.#forget();
  }

  update(user: User): void {
    if (this.#held?.user.id !== user.id) return;
    this.#held = { ...this.#held, user };
    this.#view.update(user);
    this.#store(this.#held);
  }

  async getToken(): Promise<string> {
    if (!this.#held) throw signedOutError();
    const fresh = this.#clock.now() < this.#held.expiresAt - RENEW_BEFORE_EXPIRY;
    return fresh ? this.#held.token : this.renew(this.#held.token);
  }

  async renew(stale: string): Promise<string> {
    if (!this.#held) throw signedOutError();
    return this.#held.token === stale ? this.#takeNext() : this.#held.token;
  }

  expire(token?: string): void {
    if (!this.#held || (token !== undefined && token !== this.#held.token)) return;
    const { user } = this.#held;
    this.#ends += 1;
    this.#held = undefined;
    this.#view.become({ status: 'expired', user });
    this.#storage.remove().catch(() => undefined);
  }

  /** The host may well have another token: it is asked before the next attempt to connect. */
  lapse(): void {
    if (this.#held) this.#held = { ...this.#held, expiresAt: 0 };
  }

  /** Takes the host's next token; one request to the host at a time. */
  #takeNext(): Promise<string> {
    this.#taking ??= this.#take().finally(() => {
      this.#taking = undefined;
    });
    return this.#taking;
  }

  async #take(): Promise<string> {
    const ends = this.#ends;
    const token = await this.#getToken().catch((cause: unknown) => {
      throw networkError(cause);
    });
    if (this.#ends !== ends) throw signedOutError();
    if (token === null) {
      this.expire();
      throw signedOutError();
    }
    const { sub: subject } = claimsOf(token);
    const expiresAt = expiryByReceipt(token, this.#clock.now());
    const known = this.#held?.subject === subject ? this.#held.user : undefined;
    try {
      const user = known ?? (await this.#request('getMe', [], token)).user;
      if (this.#ends !== ends) throw signedOutError();
      const held = { user, subject, token, expiresAt };
      this.#hold(held);
      if (!known) this.#store(held);
      return token;
    } catch (error) {
      if (endsSession(error) && this.#ends === ends) this.expire();
      throw error;
    }
  }

  #hold(held: Held): void {
    this.#held = held;
    this.#view.become({ status: 'signedIn', user: held.user });
  }

  async #forget(): Promise<void> {
    this.#ends += 1;
    this.#held = undefined;
    this.#view.become({ status: 'signedOut', user: undefined });
    await this.#storage.remove();
  }

  /** What the storage does not take is asked for at the next start. */
  #store({ user, subject }: Held): void {
    this.#storage.set(JSON.stringify({ user, subject })).catch(() => undefined);
  }

  async #read(): Promise<Pick<Held, 'user' | 'subject'> | undefined> {
    try {
      const { user, subject } = JSON.parse((await this.#storage.get()) ?? '') as Record<string, unknown>;
      return { user: userSchema.parse(user), subject: String(subject) };
    } catch {
      // Unreadable is the same as absent: the host is asked.
      return undefined;
    }
  }
}
