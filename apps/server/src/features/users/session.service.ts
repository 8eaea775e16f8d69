import { AppError, type OwnSession, type SignedIn, type Tokens } from '@duet/contract';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Actor, Authenticator, EndedSession, SessionMoment } from '../../platform/actor.ts';
import { Batch } from '../../platform/batch.ts';
import { newId } from '../../platform/ids.ts';
import { Turns } from '../../platform/turns.ts';
import type { Publisher } from '../../realtime/publisher.ts';
import { CredentialsCheck } from './credentials-check.ts';
import type { HostTokens } from './host-tokens.ts';
import type { PasswordGuard } from './password-guard.ts';
import { hashPassword } from './password.ts';
import { hashRefreshToken, type SessionTokens } from './session-tokens.ts';
import type { EndCause, HostToken, Session, SessionRepository } from './session.repository.ts';
import type { UserRepository } from './user.repository.ts';

const SESSION_MS = 30 * 24 * 60 * 60 * 1_000;
/** An answer with the new pair may be lost: for this long the old token gets the same pair again. */
const REFRESH_GRACE_MS = 30_000;
/** A host's session outlives its last token for this long: the next one may be on its way. */
const HOST_GRACE_MS = 60_000;
/** How old the knowledge of a session may be when it is relied on. */
const CACHE_MS = 2_000;
const MAX_CACHED = 50_000;
export const MAX_DEVICE_LENGTH = 200;
/** Where a request for a session comes from: the client's address, and what the device calls itself. */
export interface Origin {
  readonly address: string;
  readonly device: string;
}

/** For whoever integrates a host marketplace: it says nothing that its token does not. */
const UNKNOWN_PERSON =
  'nobody has this id, and the token has not both a role and a name that people are shown';

/**
 * Sessions: a person's signed-in devices. The row in PostgreSQL is the truth; a token only points at it. An access
 * token says who for ten minutes, a refresh token is used once and replaced, and the row ends both at once. Where the
 * host marketplace signs people in, its tokens stand in for ours, and the session lasts as long as they do.
 */
export class SessionService implements Authenticator {
  readonly #sessions: SessionRepository;
  readonly #users: UserRepository;
  readonly #tokens: SessionTokens;
  readonly #hostTokens: HostTokens | undefined;
  readonly #passwords: PasswordGuard;
  readonly #credentials: CredentialsCheck;
  readonly #publisher: Publisher;
  readonly #log: Logger;
  readonly #clock: () => Date;
  /** A crowd that comes back is looked up together. */
  readonly #rows: Batch<Session>;
  readonly #cache = new LRUCache<string, { session: Session; readAt: number }>({ max: MAX_CACHED });
  readonly #turns = new Turns();
  /** When the look at what has ended began that is the latest without a gap: whatever is cached held then. */
  #followedAt = -Infinity;
  /** The id of a host's session here, by what its tokens say. */
  readonly #hostSessions = new LRUCache<string, string>({ max: MAX_CACHED });
  #ends = 0;

  constructor(parts: {
    sessions: SessionRepository;
    users: UserRepository;
    tokens: SessionTokens;
    /** Where the host marketplace signs people in. */
    hostTokens?: HostTokens | undefined;
    passwords: PasswordGuard;
    publisher: Publisher;
    log: Logger;
    clock?: () => Date;
  }) {
    this.#sessions = parts.sessions;
    this.#users = parts.users;
    this.#tokens = parts.tokens;
    this.#hostTokens = parts.hostTokens;
    this.#passwords = parts.passwords;
    this.#credentials = new CredentialsCheck(parts.users, parts.passwords);
    this.#publisher = parts.publisher;
    this.#log = parts.log;
    this.#clock = parts.clock ?? (() => new Date());
    this.#rows = new Batch((ids) => this.#sessions.findSessions(ids, this.#clock()));
  }

  /**
   * Opens a session of 30 days.
   * @throws AppError `invalid_credentials`, the same for an unknown address, a wrong password and a suspended person;
   * `rate_limited` after too many of these, likewise.
   */
  async signIn(email: string, password: string, { device, address }: Origin): Promise<SignedIn> {
    const credentials = await this.#credentials.check(email, password, address);
    const { user } = credentials;
    const now = this.#clock();
    const id = newId();
    const refreshToken = this.#tokens.refreshToken(id, 0);
    const opened = await this.#sessions.insertSession({
      id,
      userId: user.id,
      passwordHash: credentials.passwordHash,
      refreshHash: hashRefreshToken(refreshToken),
      device: device.slice(0, MAX_DEVICE_LENGTH),
      createdAt: now,
      expiresAt: new Date(now.getTime() + SESSION_MS),
      admin: false,
      secondFactor: false,
    });
    // The password was changed, or the person suspended, while it was being verified.
    if (!opened) throw new AppError('invalid_credentials');
    this.#passwords.learn(user.id, address);
    const accessToken = await this.#tokens.signAccess({ userId: user.id, sessionId: id }, now);
    return { accessToken, refreshToken, user };
  }

  /**
   * Exchanges a refresh token for the next pair. The token before the current one gets the current pair again for 30 s;
   * after that, and for any older one, its use means that two parties hold the family, and the session ends.
   * @throws AppError `refresh_invalid`.
   */
  async refresh(refreshToken: string, address: string): Promise<Tokens> {
    const { sessionId, generation } = this.#tokens.readRefresh(refreshToken);
    const hash = hashRefreshToken(refreshToken);
    const now = this.#clock();
    const session = await this.#rows.get(sessionId);
    if (!session || session.ended) throw new AppError('refresh_invalid');

    if (session.refreshHash?.equals(hash)) {
      const next = hashRefreshToken(this.#tokens.refreshToken(sessionId, generation + 1));
      if (await this.#sessions.rotateRefreshToken(sessionId, hash, next, now)) {
        this.#passwords.learn(session.userId, address);
        return this.#pair(session, generation + 1, next, now);
      }
      // The same token was faster on another way; by now it is the previous one, or the session is over.
      return this.refresh(refreshToken, address);
    }
    if (
      session.refreshHash &&
      session.previousHash?.equals(hash) &&
      now.getTime() - session.rotatedAt.getTime() <= REFRESH_GRACE_MS
    ) {
      return this.#pair(session, session.generation, session.refreshHash, session.rotatedAt);
    }
    this.#log.warn({ sessionId, userId: session.userId, generation }, 'refresh token reused, session ended');
    await this.#end(session.userId, 'refresh_reused', 'revoked', { only: sessionId });
    throw new AppError('refresh_invalid');
  }

  /**
   * Opens the session of a host's token at first sight, and has it last until a minute after the token expires.
   * The person is made or changed by what it says of them. Undefined when it does not say enough and nobody here has
   * that subject. The caller has verified the token.
   * @throws AppError `session_revoked` for a token from before the session's end, or while the person is suspended: the
   * host has to issue another.
   */
  async openHostSession(token: HostToken, device: string): Promise<Actor | undefined> {
    const key = JSON.stringify([token.issuer, token.subject, token.hostSession]);
    const expiresAt = new Date(token.expiresAt.getTime() + HOST_GRACE_MS);
    const knownId = this.#hostSessions.get(key);
    const known = knownId === undefined ? undefined : await this.#getSession(knownId);
    if (known && !known.ended && known.expiresAt >= expiresAt) return toActor(known);

    const now = this.#clock();
    if (token.person) await this.#users.introduceHostUser(newId(), token, token.person);
    const session = { id: newId(), device: device.slice(0, MAX_DEVICE_LENGTH), expiresAt };
    const opened = await this.#sessions.openHostSession(token, session, now);
    if (opened === 'unknown') return undefined;
    if (opened === 'ended') throw new AppError('session_revoked');
    this.#cache.delete(opened.id);
    this.#hostSessions.set(key, opened.id);
    return this.checkSession({ sessionId: opened.id });
  }

  /** A person's sessions that live, the last renewed first. */
  async listSessions(actor: Actor): Promise<OwnSession[]> {
    const living = await this.#sessions.listLivingSessions(actor.userId, { admin: false }, this.#clock());
    return living.map(({ expiresAt: _never, ...session }) => ({
      ...session,
      current: session.id === actor.sessionId,
    }));
  }

  /** Ends the actor's session: its tokens are worth nothing from now on, and its sockets are closed. */
  async signOut(actor: Actor): Promise<void> {
    await this.#end(actor.userId, 'signed_out', 'signed_out', { only: actor.sessionId });
  }

  /**
   * Ends one of the actor's sessions, as its device's signing out would.
   * @throws AppError `session_not_found` when it is not theirs, or over.
   */
  async endSession(actor: Actor, sessionId: string): Promise<void> {
    const ended = await this.#end(actor.userId, 'signed_out', 'signed_out', { only: sessionId });
    if (ended.length === 0) throw new AppError('session_not_found');
  }

  /** Ends all sessions of the actor, this one too. */
  async signOutEverywhere(actor: Actor): Promise<void> {
    await this.#end(actor.userId, 'signed_out_everywhere', 'signed_out');
  }

  /** Ends all sessions of a person, for the host marketplace or an administrator. */
  async endSessionsOf(userId: string, cause: 'ended_by_host' | 'ended_by_admin'): Promise<void> {
    await this.#end(userId, cause, 'revoked');
  }

  /**
   * Changes the actor's password and ends all their sessions but this one, in one transaction.
   * @throws AppError `wrong_password`, also for somebody who has none here; `rate_limited` after too many of these.
   */
  async changePassword(
    actor: Actor,
    currentPassword: string,
    newPassword: string,
    address: string,
  ): Promise<void> {
    const { passwordHash: from } = await this.#credentials.checkAgain(actor.userId, currentPassword, address);
    const change = { from, to: await hashPassword(newPassword), keptSessionId: actor.sessionId };
    const changed = await this.#users.updatePassword(actor.userId, change, this.#clock());
    // Somebody was faster, and what was verified is not the password any more.
    if (!changed) throw new AppError('wrong_password');
    this.closeSessions(changed.endedSessionIds, 'revoked');
  }

  /** A session as it stands now, at most 2 s old; undefined when there is none. */
  findSession(sessionId: string): Promise<Session | undefined> {
    return this.#getSession(sessionId);
  }

  /** Sessions whose rows have been ended: forgets them here, and closes their sockets. */
  closeSessions(sessionIds: readonly string[], reason: EndedSession['reason']): void {
    this.#ends += 1;
    for (const sessionId of sessionIds) {
      this.#cache.delete(sessionId);
      this.#publisher.kick(sessionId, reason);
    }
  }

  async authenticate(accessToken: string, device = ''): Promise<Actor> {
    if (this.#hostTokens?.isMeant(accessToken)) {
      const token = await this.#hostTokens.verify(accessToken, this.#clock());
      const actor = await this.openHostSession(token, device);
      if (!actor) throw new AppError('token_invalid', { reason: UNKNOWN_PERSON });
      return actor;
    }
    const { userId, sessionId } = await this.#tokens.verifyAccess(accessToken, this.#clock());
    const session = await this.#getSession(sessionId);
    if (session?.userId !== userId) throw new AppError('token_invalid');
    return toActor(session);
  }

  async checkSession({ sessionId }: Pick<Actor, 'sessionId'>): Promise<Actor> {
    const session = await this.#getSession(sessionId);
    if (!session) throw new AppError('session_revoked');
    return toActor(session);
  }

  /**
   * The actor's session goes on by a newer token of its own.
   * @throws AppError `token_invalid` for a token of another session, and what `authenticate` throws.
   */
  async renew(actor: Actor, accessToken: string): Promise<void> {
    const { sessionId } = await this.authenticate(accessToken);
    if (sessionId !== actor.sessionId) throw new AppError('token_invalid');
  }

  async findEndedSessions(
    sessionIds: readonly string[],
    since?: SessionMoment,
  ): ReturnType<Authenticator['findEndedSessions']> {
    const began = performance.now();
    const found = await this.#sessions.findEndedSessions(sessionIds, since, this.#clock());
    const isFollowed = since !== undefined && found.until !== undefined;
    if (!isFollowed || found.ended.length > 0) this.#ends += 1;
    for (const { sessionId } of found.ended) this.#cache.delete(sessionId);
    if (isFollowed) this.#followedAt = began;
    else this.#cache.clear();
    return found;
  }

  /** The pair of a generation, whose refresh token is stored as `hash`. */
  async #pair(session: Session, generation: number, hash: Buffer, issuedAt: Date): Promise<Tokens> {
    return {
      accessToken: await this.#tokens.signAccess({ userId: session.userId, sessionId: session.id }, issuedAt),
      refreshToken: this.#tokens.storedRefreshToken(session.id, generation, hash),
    };
  }

  async #end(
    userId: string,
    cause: EndCause,
    reason: EndedSession['reason'],
    which?: { only: string },
  ): Promise<string[]> {
    const ended = await this.#sessions.endSessions(userId, cause, this.#clock(), which);
    this.closeSessions(ended, reason);
    return ended;
  }

  async #getSession(sessionId: string): Promise<Session | undefined> {
    const known = this.#turns.isTaken(sessionId) ? undefined : this.#findCached(sessionId);
    return (
      known ??
      this.#turns.take(sessionId, async () => this.#findCached(sessionId) ?? this.#readSession(sessionId))
    );
  }

  /** What is known of a session and still good. */
  #findCached(sessionId: string): Session | undefined {
    const cached = this.#cache.get(sessionId);
    const isGood = cached && performance.now() - Math.max(cached.readAt, this.#followedAt) <= CACHE_MS;
    return isGood ? cached.session : undefined;
  }

  async #readSession(sessionId: string): Promise<Session | undefined> {
    const readAt = performance.now();
    const endsBefore = this.#ends;
    const session = await this.#rows.get(sessionId);
    // A session may have ended while its row was on the way; what was read is then not kept.
    if (session && this.#ends === endsBefore) this.#cache.set(sessionId, { session, readAt });
    return session;
  }
}

function toActor(session: Session): Actor {
  if (session.ended) throw new AppError('session_revoked');
  return { userId: session.userId, sessionId: session.id, roles: session.roles };
}
