import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, type Ack } from '@duet/contract';
import { until } from '@duet/testkit';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { expect } from 'vitest';
import type { Actor, Authenticator, EndedSession, SessionMoment } from '../platform/actor.ts';
import { readClientAddress } from '../platform/client-address.ts';
import { Faults } from '../platform/faults.ts';
import { logFormat } from '../platform/logger.ts';
import { createMetrics } from '../platform/metrics.ts';
import { RateLimiter } from '../platform/rate-limiter.ts';
import { WebSocketService, type RealtimeParts } from './websocket.service.ts';

export const CONVERSATION = '01890a5d-ac96-774b-bcce-b302099a8057';
export const ids = {
  alice: '01900000-0000-7000-8000-0000000a11ce',
  bruno: '01900000-0000-7000-8000-0000000b2010',
};

/** Sessions in memory: a token is `person` or `person/device`, and is good until its session is ended. */
class Sessions implements Authenticator {
  readonly ended = new Map<string, EndedSession['reason']>();
  /** What happens between the handshake and the registration of the socket. */
  afterHandshake = (_actor: Actor): void => undefined;

  async authenticate(token: string): Promise<Actor> {
    const [person = ''] = token.split('/');
    if (token === 'expired') throw new AppError('token_expired');
    if (!(person in ids)) throw new AppError('token_invalid');
    const actor: Actor = { userId: ids[person as keyof typeof ids], sessionId: token, roles: ['customer'] };
    await this.checkSession(actor);
    this.afterHandshake(actor);
    return actor;
  }

  async checkSession(actor: Actor): Promise<Actor> {
    if (this.ended.has(actor.sessionId)) throw new AppError('session_revoked');
    return actor;
  }

  /** Sessions ended in the order of `ended`; a moment is how many there were. */
  async findEndedSessions(
    sessionIds: readonly string[],
    since?: SessionMoment,
  ): ReturnType<Authenticator['findEndedSessions']> {
    const all = [...this.ended].map(([sessionId, reason]) => ({ sessionId, reason }));
    const seen = since ? Number(since.snapshot) : all.length;
    return {
      ended: all.filter(({ sessionId }, index) => index >= seen || sessionIds.includes(sessionId)),
      until: { snapshot: String(all.length), at: new Date() },
    };
  }
}

const closers: (() => unknown)[] = [];

/** Has `close` called when the test is over; what was opened last is closed first. */
export function closeLater(close: () => unknown): void {
  closers.push(close);
}

/** For `afterEach`. */
export async function closeEverything(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** A WebSocketService on a server of its own, with a few handlers, and people and sessions in memory. */
export async function startSockets({
  authenticator,
  handlers = {},
  timing = {},
  limiter = new RateLimiter(1_000),
  trustedProxies = [],
}: Partial<RealtimeParts> & { timing?: object; limiter?: RateLimiter; trustedProxies?: string[] } = {}) {
  const lines: string[] = [];
  const log = pino(logFormat('debug'), { write: (line: string) => void lines.push(line) });
  const metrics = createMetrics();
  const sessions = new Sessions();
  const shows = new Map<string, boolean>();
  const lastSeen = new Map<string, string>();
  const service = new WebSocketService({
    allowedOrigins: ['https://app.example'],
    clientAddress: readClientAddress(trustedProxies),
    limiter,
    verifyOutput: true,
    log,
    metrics,
    faults: new Faults(log, metrics),
    patienceFactor: 1,
    timing: { presenceGraceMs: 20, presenceTickMs: 5, ...timing },
  });
  const http = createServer();
  service.start(http, {
    authenticator: authenticator ?? sessions,
    handlers: {
      'join:conversation': async ({ conversationId }, { watch }) => ({
        presence: await watch(conversationId, ids.bruno),
      }),
      'leave:conversation': async ({ conversationId }, { unwatch }) => {
        unwatch(conversationId);
        return {};
      },
      'typing:start': async (_input, { actor, socketId }) => {
        const payload = { conversationId: CONVERSATION, userId: actor.userId, typing: true };
        service.publish(actor.userId, 'user:typing', payload, { exceptSocketId: socketId });
        return {};
      },
      ...handlers,
    },
    profiles: {
      getPresenceProfile: async (userId) => ({
        showPresence: shows.get(userId) ?? true,
        lastSeenAt: lastSeen.get(userId) ?? null,
      }),
      recordLastSeen: async (gone) =>
        gone.forEach(({ userId, at }) => lastSeen.set(userId, at.toISOString())),
    },
  });
  http.listen(0, '127.0.0.1');
  await until(() => http.listening);
  closers.push(() => service.close());
  const { port } = http.address() as AddressInfo;
  return { service, sessions, metrics, lines, shows, lastSeen, url: `http://127.0.0.1:${port}` };
}

export function openSocket(url: string, token?: unknown, options: object = {}): Socket {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: token === undefined ? {} : { token },
    ...options,
  });
  closers.push(() => socket.disconnect());
  return socket;
}

export async function connect(url: string, token: string): Promise<Socket> {
  const socket = openSocket(url, token);
  await until(() => socket.connected);
  return socket;
}

/** Emits and answers the acknowledgement. */
export const emit = (socket: Socket, event: string, ...args: unknown[]): Promise<Ack<unknown>> =>
  socket.timeout(2_000).emitWithAck(event, ...args);

/** What a refused event is acknowledged with. */
export const refused = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) as unknown });

/** The payloads of an event so far. */
export function collect<T>(socket: Socket, event: string): T[] {
  const received: T[] = [];
  socket.on(event, (payload: T) => received.push(payload));
  return received;
}
