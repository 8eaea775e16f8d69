import {
  ackOf,
  CLIENT_EVENTS,
  errorObject,
  SERVER_EVENTS,
  TIMERS,
  type ClientEventInput,
  type ClientEventName,
  type ClientEventOutput,
  type ServerEventName,
  type ServerEventPayload,
} from '@duet/contract';
import { ApiError, endsSession, networkError } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { Connection } from './connection.ts';
import type { Environment } from './environment.ts';
import type { Session } from './session.ts';
import { Signal } from './signal.ts';

/** `idle`: not asked to connect. `reconnecting`: the connection was lost, or an attempt failed. */
export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting';

/** A server event, parsed. */
export type ServerEvent = {
  [E in ServerEventName]: { readonly name: E; readonly payload: ServerEventPayload<E> };
}[ServerEventName];

const ATTEMPT_DEADLINE = 10_000;
const SHORTEST_RENEWAL = 5_000;
/** Timers of browsers hold 24 days. */
const LONGEST_RENEWAL = 24 * 60 * 60 * 1_000;

const ackSchemas = new Map<ClientEventName, ReturnType<typeof ackOf>>();

/** Made once for each event: a schema is compiled at its first use. */
function ackSchema(event: ClientEventName): ReturnType<typeof ackOf> {
  const known = ackSchemas.get(event);
  if (known) return known;
  const schema = ackOf(CLIENT_EVENTS[event].output);
  ackSchemas.set(event, schema);
  return schema;
}

/**
 * The live connection. It keeps itself up while connected is wanted, with a fresh token for each attempt and full
 * jitter between attempts, and hands on only what the contract knows.
 */
export class ChatSocket {
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #environment: Environment;
  readonly #onEvent: (event: ServerEvent) => void;
  readonly #signal = new Signal();
  #state: ConnectionState = 'idle';
  #token = '';
  #failures = 0;
  #cancelTimer: () => void = () => undefined;
  #cancelRenewal: () => void = () => undefined;

  constructor(options: {
    baseUrl: string;
    session: Session;
    environment: Environment;
    onEvent: (event: ServerEvent) => void;
  }) {
    this.#session = options.session;
    this.#environment = options.environment;
    this.#onEvent = options.onEvent;
    this.#connection = options.environment.connect(options.baseUrl, {
      onConnected: () => this.#connected(),
      onRefused: (error) => void this.#refused(error),
      onLost: () => this.#lost(),
      onEvent: (name, payload) => this.#receive(name, payload),
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Tells of changes of `state`. */
  readonly subscribe = this.#signal.subscribe;

  /** Connects, and stays connected as far as the network allows, until `disconnect`. */
  connect(): void {
    if (this.#state !== 'idle') return;
    this.#become('connecting');
    void this.#attempt();
  }

  disconnect(): void {
    this.#cancelTimer();
    this.#cancelRenewal();
    this.#failures = 0;
    this.#become('idle');
    this.#connection.hangUp();
  }

  /**
   * Sends an event and returns the parsed data of its acknowledgement.
   *
   * Throws `ApiError` only: the server's error, or `network` when there was no connection, it was lost, or no answer
   * came in `TIMERS.ackTimeout`. The outcome is then unknown.
   */
  async request<E extends ClientEventName>(
    event: E,
    input: ClientEventInput<E>,
  ): Promise<ClientEventOutput<E>> {
    // Socket.IO would keep the event and send it at some later connect, behind the back of whoever retries.
    if (!this.#connection.id) throw networkError();
    const answer = await this.#connection.ask(event, input, TIMERS.ackTimeout).catch((cause: unknown) => {
      throw networkError(cause);
    });
    const ack = ackSchema(event).safeParse(answer);
    if (!ack.success) throw networkError(ack.error);
    if (ack.data.ok) return ack.data.data as ClientEventOutput<E>;
    const error = new ApiError(ack.data.error);
    if (endsSession(error)) this.#session.expire();
    throw error;
  }

  /** Sends an event that is worth nothing later: dropped without a connection, and its answer is not awaited. */
  tell<E extends ClientEventName>(event: E, input: ClientEventInput<E>): void {
    if (this.#connection.id) this.#connection.tell(event, input);
  }

  /**
   * Makes sure of the connection: true when the server answers within `timeoutMs`. A link that does not is dead; it is
   * dialled anew at once, and so is one that waits for its next attempt.
   */
  async check(timeoutMs: number = TIMERS.checkTimeout): Promise<boolean> {
    if (this.#state === 'reconnecting') this.#redial();
    if (this.#state !== 'connected') return false;
    const { id } = this.#connection;
    try {
      await this.#connection.ask('connection:check', {}, timeoutMs);
      return true;
    } catch {
      // A connection that was lost meanwhile is not this one's successor's fault.
      if (this.#connection.id === id) this.#redial();
      return false;
    }
  }

  #redial(): void {
    this.#connection.hangUp();
    this.#cancelTimer();
    this.#become('reconnecting');
    void this.#attempt();
  }

  async #attempt(): Promise<void> {
    const deadline = this.#environment.clock.after(ATTEMPT_DEADLINE, () => {
      this.#connection.hangUp();
      this.#retryLater();
    });
    this.#cancelTimer = deadline;
    const current = () => this.#cancelTimer === deadline && this.#state !== 'idle';
    try {
      const token = await this.#session.getToken();
      if (!current()) return;
      this.#token = token;
      this.#connection.dial(token);
    } catch {
      // Without a session its owner disconnects; otherwise the token could not be renewed for now.
      if (current()) this.#retryLater();
    }
  }

  #connected(): void {
    this.#cancelTimer();
    this.#failures = 0;
    this.#become('connected');
    this.#renewLater();
  }

  /** A session that ends with its tokens is shown the next one in time. */
  #renewLater(): void {
    this.#cancelRenewal();
    const { renewAt } = this.#session;
    if (renewAt === undefined || this.#state !== 'connected') return;
    const { clock } = this.#environment;
    const wait = Math.min(Math.max(renewAt - clock.now(), SHORTEST_RENEWAL), LONGEST_RENEWAL);
    this.#cancelRenewal = clock.after(wait, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { id } = this.#connection;
    const token = await this.#session.getToken().catch(() => undefined);
    // Another connection has shown another token; without a token this one goes on as long as the server bears it.
    if (this.#connection.id !== id || this.#state !== 'connected') return;
    if (token !== undefined && token !== this.#token) {
      const ack = await this.#connection
        .ask('session:renew', { token }, TIMERS.ackTimeout)
        .catch(() => undefined);
      if (this.#connection.id !== id) return;
      this.#token = token;
      // One of another session: a new connection is made by it.
      if (!ackSchema('session:renew').safeParse(ack).data?.ok) return this.#redial();
    }
    this.#renewLater();
  }

  async #refused(error: Error & { data?: unknown }): Promise<void> {
    if (this.#state === 'idle') return;
    const parsed = errorObject.safeParse(error.data);
    const refusal = parsed.success ? new ApiError(parsed.data) : networkError(error);
    this.#retryLater(refusal.retryAfterMs);
    if (endsSession(refusal)) this.#session.expire(this.#token);
    // A renewal that fails is tried again by the next attempt.
    if (refusal.code === 'token_expired') await this.#session.renew(this.#token).catch(() => undefined);
  }

  #lost(): void {
    if (this.#state !== 'idle') this.#retryLater();
  }

  #retryLater(askedMs?: number): void {
    this.#cancelTimer();
    this.#become('reconnecting');
    this.#failures += 1;
    const wait = fullJitter(this.#failures, this.#environment.random, askedMs);
    this.#cancelTimer = this.#environment.clock.after(wait, () => void this.#attempt());
  }

  #receive(name: string, payload: unknown): void {
    if (!Object.hasOwn(SERVER_EVENTS, name)) return;
    const parsed = SERVER_EVENTS[name as ServerEventName].payload.safeParse(payload);
    // What does not parse is of a server this client does not know; the next sync brings the state.
    if (parsed.success) this.#onEvent({ name, payload: parsed.data } as ServerEvent);
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#signal.emit();
  }
}
