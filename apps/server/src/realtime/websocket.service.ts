import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AppError,
  handshakeAuth,
  LIMITS,
  SERVER_EVENTS,
  type ClientEventName,
  type ServerEventName,
  type ServerEventPayload,
  type ServerToClientEvents,
} from '@duet/contract';
import type { Logger } from 'pino';
import { toCaller, type Actor, type Authenticator } from '../platform/actor.ts';
import { assertConforms } from '../platform/conformance.ts';
import type { ClientAddress, SecureTransport } from '../platform/client-address.ts';
import type { Faults } from '../platform/faults.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { RateLimiter } from '../platform/rate-limiter.ts';
import { Door } from '../platform/sockets/door.ts';
import { EventDispatcher } from '../platform/sockets/event-dispatcher.ts';
import type { EventHandlers } from '../platform/sockets/handlers.ts';
import {
  attachSockets,
  createSocketServer,
  type ConnectedSocket,
  type SocketServer,
} from '../platform/sockets/transport.ts';
import { OutboundWatch } from './outbound-watch.ts';
import { PresenceService, type PresenceProfiles } from './presence.service.ts';
import type { Publisher } from './publisher.ts';
import { SessionWatch } from './session-watch.ts';
import { TypingService } from './typing.service.ts';

/** Who the sockets talk to. They are made after the service, which they need for publishing. */
export interface RealtimeParts {
  authenticator: Authenticator;
  handlers: Partial<EventHandlers<ClientEventName>>;
  profiles: PresenceProfiles;
}

export interface RealtimeOptions {
  allowedOrigins: readonly string[];
  /** Whether the server's own origin is one of https alone. */
  onlyOverTls?: boolean;
  clientAddress: ClientAddress;
  /** Whether a request may be answered at all, as to how it came; undefined: however it came. */
  isSecure?: SecureTransport | undefined;
  limiter: RateLimiter;
  patienceFactor: number;
  /** Holds what is sent against the contract, which costs time. */
  verifyOutput: boolean;
  log: Logger;
  metrics: Metrics;
  faults: Faults;
  timing?: Partial<typeof TIMING>;
}

interface Running {
  dispatcher: EventDispatcher;
  presence: PresenceService;
  typing: TypingService;
  sessions: SessionWatch;
  outbound: OutboundWatch;
}

const TIMING = {
  /** How long a person stays "here" after their last socket closed. */
  presenceGraceMs: 3_000,
  presenceTickMs: 1_000,
  /** Those who are here are noted as seen this often: what is left of it when the process is killed. */
  presenceSaveMs: 300_000,
  /** More often than what is known of a session lapses, so that events of connected people ask nobody. */
  sessionLookMs: 1_500,
  /** Two looks and more: how long a good one is relied on for what is sent. */
  sessionTrustMs: 4_000,
  outboundLookMs: 1_000,
  /** How long sockets may take to send what they still hold when the server stops. */
  flushMs: 1_000,
};

const roomOf = {
  user: (userId: string) => `user:${userId}`,
  session: (sessionId: string) => `session:${sessionId}`,
};

/**
 * The sockets of this server: who is connected, in which rooms, and what is sent to them. It knows no business rule;
 * what an event does is its handler's matter.
 */
export class WebSocketService implements Publisher {
  readonly #options: RealtimeOptions;
  readonly #timing: typeof TIMING;
  readonly #io: SocketServer;
  #running: Running | undefined;

  constructor(options: RealtimeOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#io = createSocketServer(options.patienceFactor);
  }

  /** Takes connections that arrive at `http`. */
  start(http: HttpServer, { authenticator, handlers, profiles }: RealtimeParts): void {
    const { log, faults, allowedOrigins, onlyOverTls = false, isSecure } = this.#options;
    const dispatcher = new EventDispatcher({ ...this.#options, handlers, authenticator });
    const sessions = new SessionWatch({
      authenticator,
      connected: () => this.#io.sockets.sockets.values().map(({ data }) => data.actor.sessionId),
      onEnded: ({ sessionId, reason }) => this.kick(sessionId, reason),
      onFault: (error) => faults.toAppError('realtime', error, log),
      intervalMs: this.#timing.sessionLookMs,
      trustMs: this.#timing.sessionTrustMs,
    });
    const presence = new PresenceService({
      io: this.#io,
      profiles,
      log,
      faults,
      whenSure: (deliver) => void sessions.whenSure(deliver),
      graceMs: this.#timing.presenceGraceMs,
      tickMs: this.#timing.presenceTickMs,
      saveMs: this.#timing.presenceSaveMs,
    });
    const typing = new TypingService(this, (userId) => this.#socketsOf(userId));
    const outbound = new OutboundWatch({
      sockets: () => this.#io.sockets.sockets.values(),
      log,
      intervalMs: this.#timing.outboundLookMs,
    });
    const running = { dispatcher, presence, typing, sessions, outbound };
    this.#running = running;
    this.#io.use((socket, next) => void this.#admit(socket, authenticator).then(next));
    this.#io.on('connection', (socket) => this.#register(socket, running));
    attachSockets(this.#io, http, {
      allowedOrigins,
      onlyOverTls,
      door: new Door(this.#options),
      isSecure,
    });
    this.#io.engine.on('connection_error', () =>
      this.#options.metrics.socketConnects.inc({ outcome: 'transport' }),
    );
  }

  publish<E extends ServerEventName>(
    to: string | readonly string[],
    event: E,
    payload: ServerEventPayload<E>,
    { exceptSocketId }: { exceptSocketId?: string } = {},
  ): void {
    try {
      if (this.#options.verifyOutput) assertConforms(SERVER_EVENTS[event].payload, payload, event);
      const userIds = typeof to === 'string' ? [to] : to;
      const devices = this.#io.to(userIds.map(roomOf.user)).except(exceptSocketId ?? []);
      const isTaken = this.#running?.sessions.whenSure(() => {
        devices.emit(event, ...([payload] as Parameters<ServerToClientEvents[E]>));
        this.#options.metrics.published.inc({ event }, userIds.length);
      });
      if (isTaken === false) for (const userId of userIds) this.#cut(userId);
    } catch (error) {
      this.#options.faults.report('realtime', error);
    }
  }

  kick(sessionId: string, reason: ServerEventPayload<'session:revoked'>['reason']): void {
    const sockets = this.#io.in(roomOf.session(sessionId));
    sockets.emit('session:revoked', { reason });
    sockets.disconnectSockets(true);
  }

  endWatching(conversationId: string, userIds: readonly string[]): void {
    this.#running?.presence.endWatching(conversationId, userIds);
  }

  connectedUserIds(): string[] {
    return [...new Set(this.#io.sockets.sockets.values().map(({ data }) => data.actor.userId))];
  }

  refreshPresence(userId: string): void {
    void this.#running?.presence.announce(userId);
  }

  /**
   * Stops: events in flight are acknowledged, later ones are answered `busy`, then every socket is closed in a way
   * that makes its client connect again.
   */
  async close(): Promise<void> {
    this.#running?.sessions.stop();
    this.#running?.outbound.stop();
    await this.#running?.dispatcher.drain();
    const presence = this.#running?.presence.stop();
    // Closing an engine connection, unlike disconnecting its socket, sends what is buffered and says no farewell.
    const closing = this.#io.sockets.sockets.values().map(({ conn }) => {
      const closed = new Promise((resolve) => conn.once('close', resolve));
      conn.close();
      return closed;
    });
    await Promise.race([Promise.all(closing), delay(this.#timing.flushMs, undefined, { ref: false })]);
    await this.#io.close();
    await presence;
  }

  /** Resolves to nothing when the socket may connect, else to what its client is told. */
  async #admit(socket: ConnectedSocket, authenticator: Authenticator): Promise<Error | undefined> {
    const { log, metrics, faults } = this.#options;
    const address = this.#options.clientAddress(socket.request);
    try {
      const { success, data } = handshakeAuth.safeParse(socket.handshake.auth);
      if (!success) throw new AppError('auth_required');
      const actor = await authenticator.authenticate(data.token, socket.handshake.headers['user-agent']);
      this.#limit(actor, address);
      socket.data = { actor, address, watched: new Map(), typing: new Map() };
      metrics.socketConnects.inc({ outcome: 'ok' });
      return undefined;
    } catch (thrown) {
      const requestId = randomUUID();
      const error = faults.toAppError('sockets', thrown, log.child({ requestId }));
      metrics.socketConnects.inc({ outcome: error.code });
      log.info({ requestId, outcome: error.code, address }, 'connection refused');
      return Object.assign(new Error(error.message), { data: error.toObject(requestId) });
    }
  }

  /** @throws AppError `rate_limited` for a person or device that connects too often or has too many sockets */
  #limit(actor: Actor, address: string): void {
    this.#options.limiter.take('connect', toCaller(actor, address));
    const sockets = this.#socketsOf(actor.userId);
    const ofDevice = sockets.filter(({ data }) => data.actor.sessionId === actor.sessionId);
    if (sockets.length >= LIMITS.socketsPerPerson || ofDevice.length >= LIMITS.socketsPerDevice)
      throw new AppError('rate_limited', { retryAfterMs: 30_000 });
  }

  #socketsOf(userId: string): ConnectedSocket[] {
    const { sockets, adapter } = this.#io.sockets;
    return [...(adapter.rooms.get(roomOf.user(userId)) ?? [])].flatMap((id) => sockets.get(id) ?? []);
  }

  /** Closes a person's sockets so that their clients connect again, and catch up. */
  #cut(userId: string): void {
    for (const socketId of this.#io.sockets.adapter.rooms.get(roomOf.user(userId)) ?? []) {
      this.#io.sockets.sockets.get(socketId)?.conn.close();
    }
  }

  /** Whoever goes on after many refusals is cut off; an honest client comes back, at the rate of handshakes. */
  #bearWith({ conn, data: { actor, address } }: ConnectedSocket): void {
    try {
      this.#options.limiter.take('refused', toCaller(actor, address));
    } catch (refused) {
      this.#options.log.warn({ err: refused, userId: actor.userId }, 'a flooding socket was cut');
      conn.close();
    }
  }

  #register(socket: ConnectedSocket, { dispatcher, presence, typing, sessions }: Running): void {
    const { metrics, log } = this.#options;
    const { userId, sessionId } = socket.data.actor;
    const stop = metrics.socketConnectionSeconds.startTimer();
    metrics.socketConnections.inc();
    void socket.join([roomOf.user(userId), roomOf.session(sessionId)]);
    sessions.check(sessionId);
    presence.arrive(userId);

    const source = {
      actor: socket.data.actor,
      address: socket.data.address,
      socketId: socket.id,
      connectedAt: Date.now(),
      watch: (conversationId: string, peerId: string) => presence.watch(socket, conversationId, peerId),
      isWatching: (conversationId: string) => presence.isWatching(socket, conversationId),
      unwatch: (conversationId: string) => presence.unwatch(socket, conversationId),
      setTyping: (conversationId: string, peerId: string, isTyping: boolean) =>
        typing.set(socket, conversationId, peerId, isTyping),
    };
    // Never calling `next` keeps packets from being emitted as events, where one named "error" would be thrown.
    socket.use((packet) => {
      void dispatcher.dispatch(packet, source).then((outcome) => {
        if (outcome === 'session_revoked') sessions.check(sessionId);
        if (outcome === 'rate_limited') this.#bearWith(socket);
      });
    });
    socket.on('error', (error) => log.info({ err: error, userId }, 'unreadable packet'));
    socket.on('disconnect', (reason) => {
      metrics.socketConnections.dec();
      presence.leave(userId);
      typing.leave(socket);
      log.debug({ userId, reason, seconds: stop({ reason }) }, 'disconnected');
    });
  }
}
