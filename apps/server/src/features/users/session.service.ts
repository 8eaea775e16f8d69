import { AppError, type SignedIn, type Tokens } from '@duet/contract';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Authenticator, EndedSession } from '../../platform/actor.ts';
import type { Publisher } from '../../realtime/publisher.ts';
import { verifyPassword } from './password.ts';
import { hashRefreshToken, type SessionTokens } from './session-tokens.ts';
import type { Session, SessionRepository } from './session.repository.ts';
import type { UserRepository } from './user.repository.ts';

const SESSION_MS = 30 * 24 * 60 * 60 * 1_000;
/** An answer with the new pair may be lost: for this long the old token gets the same pair again. */
const REFRESH_GRACE_MS = 30_000;
/** How old the knowledge of a session may be when it is relied on. */
const CACHE_MS = 2_000;
const MAX_CACHED = 50_000;
const MAX_DEVICE_LENGTH = 200;

/**
 * Sessions: a person's signed-in devices. The row in PostgreSQL is the truth; a token only points at it. An access
 * token says who for ten minutes, a refresh token is used once and replaced, and the row ends both at once.
 */
export class SessionService implements Authenticator {
  readonly #sessions: SessionRepository;
  readonly #users: UserRepository;
  readonly #tokens: SessionTokens;
  readonly #publisher: Publisher;
  readonly #log: Logger;
  readonly #clock: () => Date;
  readonly #cache = new LRUCache<string, Session>({ max: MAX_CACHED, ttl: CACHE_MS });
  #ends = 0;

  constructor(parts: {
    sessions: SessionRepository;
    users: UserRepository;
    tokens: SessionTokens;
    publisher: Publisher;
    log: Logger;
    clock?: () => Date;
  }) {
    this.#sessions = parts.sessions;
    this.#users = parts.users;
    this.#tokens = parts.tokens;
    this.#publisher = parts.publisher;
    this.#log = parts.log;
    this.#clock = parts.clock ?? (() => new Date());
  }

  /**
   * Opens a session of 30 days.
   * @throws AppError `invalid_credentials`, the same for an unknown address, a wrong password and a suspended person.
   */
  async signIn(email: string, password: string, device: string): Promise<SignedIn> {
    const credentials = await this.#users.findCredentials(email);
    const matches = await verifyPassword(credentials?.passwordHash, password);
    if (!credentials || !matches || credentials.suspended) throw new AppError('invalid_credentials');

    const { user } = credentials;
    const now = this.#clock();
    const id = uuidv7();
    const refreshToken = this.#tokens.refreshToken(id, 0);
    await this.#sessions.insertSession({
      id,
      userId: user.id,
      refreshHash: hashRefreshToken(refreshToken),
      device: device.slice(0, MAX_DEVICE_LENGTH),
      createdAt: now,
      expiresAt: new Date(now.getTime() + SESSION_MS),
    });
    const accessToken = await this.#tokens.signAccess({ userId: user.id, sessionId: id }, now);
    return { accessToken, refreshToken, user };
  }

  /**
   * Exchanges a refresh token for the next pair. The token before the current one gets the current pair again for 30 s;
   * after that, and for any older one, its use means that two parties hold the family, and the session ends.
   * @throws AppError `refresh_invalid`.
   */
  async refresh(refreshToken: string): Promise<Tokens> {
    const { sessionId, generation } = this.#tokens.readRefresh(refreshToken);
    const hash = hashRefreshToken(refreshToken);
    const now = this.#clock();
    const session = await this.#sessions.findSession(sessionId, now);
    if (!session || session.ended) throw new AppError('refresh_invalid');

    if (session.refreshHash.equals(hash)) {
      const next = hashRefreshToken(this.#tokens.refreshToken(sessionId, generation + 1));
      if (await this.#sessions.rotateRefreshToken(sessionId, hash, next, now)) {
        return this.#pair(session, generation + 1, now);
      }
      // The same token was faster on another way; by now it is the previous one, or the session is over.
      return this.refresh(refreshToken);
    }
    if (
      session.previousHash?.equals(hash) &&
      now.getTime() - session.rotatedAt.getTime() <= REFRESH_GRACE_MS
    ) {
      return this.#pair(session, session.generation, session.rotatedAt);
    }
    this.#log.warn({ sessionId, userId: session.userId, generation }, 'refresh token reused, session ended');
    await this.#end(sessionId, 'refresh_reused', 'revoked');
    throw new AppError('refresh_invalid');
  }

  /** Ends a session: its tokens are worth nothing from now on, and its sockets are closed. */
  async signOut(sessionId: string): Promise<void> {
    await this.#end(sessionId, 'signed_out', 'signed_out');
  }

  async authenticate(accessToken: string): Promise<Actor> {
    const { userId, sessionId } = await this.#tokens.verifyAccess(accessToken, this.#clock());
    const session = await this.#getSession(sessionId);
    if (session?.userId !== userId) throw new AppError('token_invalid');
    return toActor(session);
  }

  async checkSession(actor: Actor): Promise<Actor> {
    const session = await this.#getSession(actor.sessionId);
    if (!session) throw new AppError('session_revoked');
    return toActor(session);
  }

  findEndedSessions(sessionIds: readonly string[]): Promise<EndedSession[]> {
    return this.#sessions.listEndedSessions(sessionIds, this.#clock());
  }

  async #pair(session: Session, generation: number, issuedAt: Date): Promise<Tokens> {
    return {
      accessToken: await this.#tokens.signAccess({ userId: session.userId, sessionId: session.id }, issuedAt),
      refreshToken: this.#tokens.refreshToken(session.id, generation),
    };
  }

  async #end(sessionId: string, why: string, reason: EndedSession['reason']): Promise<void> {
    await this.#sessions.revokeSession(sessionId, why, this.#clock());
    this.#ends += 1;
    this.#cache.delete(sessionId);
    this.#publisher.kick(sessionId, reason);
  }

  async #getSession(sessionId: string): Promise<Session | undefined> {
    const cached = this.#cache.get(sessionId);
    if (cached) return cached;
    const endsBefore = this.#ends;
    const session = await this.#sessions.findSession(sessionId, this.#clock());
    // A session may have ended while its row was on the way; what was read is then not kept.
    if (session && this.#ends === endsBefore) this.#cache.set(sessionId, session);
    return session;
  }
}

function toActor(session: Session): Actor {
  if (session.ended) throw new AppError('session_revoked');
  return { userId: session.userId, sessionId: session.id, roles: session.roles };
}
