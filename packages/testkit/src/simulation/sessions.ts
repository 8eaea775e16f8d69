import { AppError, type SignedIn, type Tokens, type User } from '@duet/contract';
import type { TestPerson } from '../people.ts';
import type { SimulatedTime } from './time.ts';

/** Short, so that a short story renews many. A client renews half a minute before the end. */
const ACCESS_MS = 45_000;
const GRACE_MS = 30_000;

/** Who makes a request. */
export interface Actor {
  readonly sessionId: string;
  readonly user: User;
}

interface Session extends Actor {
  generation: number;
  rotatedAt: number;
  ended: boolean;
}

/** The server's sessions, as the contract describes them. */
export class SimulatedSessions {
  readonly #time: SimulatedTime;
  readonly #sessions: Session[] = [];
  /** Access tokens of before count as expired, whatever they say. */
  #expiredBefore = 0;
  /** How long a refresh token that was used gets the same answer again. */
  graceMs = GRACE_MS;
  /** Sessions that ended though their device did nothing but lose an answer. */
  wronglyEnded = 0;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  signIn({ id, name, email, roles }: TestPerson): SignedIn {
    const settings = { readReceipts: true, showPresence: true };
    const user = { id, name, email, roles: [...roles], timeZone: 'UTC', settings };
    const session = {
      sessionId: `${this.#sessions.length}`,
      user,
      generation: 0,
      rotatedAt: this.#time.now,
      ended: false,
    };
    this.#sessions.push(session);
    return { ...this.#pair(session), user };
  }

  /** @throws AppError `refresh_invalid` */
  refresh(refreshToken: string): Tokens {
    const [id, generation] = refreshToken.split('.').map(Number);
    const session = this.#sessions[id!];
    if (!session || session.ended) throw new AppError('refresh_invalid');
    const since = this.#time.now - session.rotatedAt;
    if (generation === session.generation) {
      session.generation += 1;
      session.rotatedAt = this.#time.now;
    } else if (generation !== session.generation - 1 || since > this.graceMs) {
      session.ended = true;
      if (generation === session.generation - 1 && since <= GRACE_MS) this.wronglyEnded += 1;
      throw new AppError('refresh_invalid');
    }
    return this.#pair(session);
  }

  /** @throws AppError `token_invalid`, `token_expired`, `session_revoked` */
  authenticate(accessToken: string): Actor {
    const { sessionId, iat, exp } = JSON.parse(atob(accessToken.split('.')[1] ?? '')) as {
      sessionId: string;
      iat: number;
      exp: number;
    };
    const session = this.#sessions[Number(sessionId)];
    if (!session) throw new AppError('token_invalid');
    if (session.ended) throw new AppError('session_revoked');
    if (exp * 1_000 <= this.#time.now || iat * 1_000 < this.#expiredBefore)
      throw new AppError('token_expired');
    return session;
  }

  /** Whether the session of a connection goes on. */
  isOpen({ sessionId }: Actor): boolean {
    return !this.#sessions[Number(sessionId)]?.ended;
  }

  end({ sessionId }: Actor): void {
    this.#sessions[Number(sessionId)]!.ended = true;
  }

  expireTokens(): void {
    this.#expiredBefore = this.#time.now;
  }

  #pair({ sessionId, generation, rotatedAt }: Session): Tokens {
    const issuedAt = Math.max(rotatedAt, this.#expiredBefore);
    const claims = { sessionId, iat: issuedAt / 1_000, exp: (issuedAt + ACCESS_MS) / 1_000 };
    return {
      accessToken: `head.${btoa(JSON.stringify(claims))}.mark`,
      refreshToken: `${sessionId}.${generation}`,
    };
  }
}
