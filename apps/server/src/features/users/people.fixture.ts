import { pino } from 'pino';
import { createMetrics } from '../../platform/metrics.ts';
import { Database } from '../../platform/postgres/database.ts';
import { serverLogins } from '../../platform/postgres/server-logins.ts';
import { RateLimiter } from '../../platform/rate-limiter.ts';
import type { Publisher } from '../../realtime/publisher.ts';
import { PasswordGuard } from './password-guard.ts';
import { SessionTokens } from './session-tokens.ts';
import { SessionRepository } from './session.repository.ts';
import { SessionService } from './session.service.ts';
import { UserRepository } from './user.repository.ts';
import { UserService } from './user.service.ts';

const log = pino({ enabled: false });

/** Where those who sign in in tests do so. */
export const origin = { device: 'a test', address: '192.0.2.1' };

/** What signs the tokens of `openPeople`. */
export const tokens = new SessionTokens({
  accessToken: [new Uint8Array(32).fill(1)],
  refreshToken: [new Uint8Array(32).fill(2)],
});

/** The database of which `url` is the owner's address, as a server has it. */
export function openDatabase(url: string): Database {
  const { DATABASE_URL: connectionString } = serverLogins(url);
  return new Database({ connectionString, max: 5, logger: log, metrics: createMetrics() });
}

/** The services about people, with nothing remembered, as on a node of their own that has no sockets. */
export function openPeople(
  database: Database,
  { clock, kicked = [] }: { clock?: () => Date; kicked?: unknown[] } = {},
): { sessions: SessionService; users: UserService } {
  const publisher: Publisher = {
    connectedUserIds: () => [],
    publish: () => undefined,
    kick: (...call) => void kicked.push(call),
    endWatching: () => undefined,
    refreshPresence: () => undefined,
  };
  const users = new UserRepository(database);
  const sessions = new SessionService({
    sessions: new SessionRepository(database),
    users,
    tokens,
    passwords: new PasswordGuard(new RateLimiter(1_000)),
    publisher,
    log,
    ...(clock && { clock }),
  });
  return { sessions, users: new UserService({ users, sessions, publisher, demo: undefined }) };
}
