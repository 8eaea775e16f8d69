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
import { io, type Socket } from 'socket.io-client';
import { ApiError, endsSession, networkError } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Session } from './session.ts';
import { Signal } from './signal.ts';

/** `idle`: not asked to connect. `reconnecting`: the connection was lost, or an attempt failed. */
export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting';

/** A server event, parsed. */
export type ServerEvent = {
  [E in ServerEventName]: { readonly name: E; readonly payload: ServerEventPayload<E> };
}[ServerEventName];

const ATTEMPT_DEADLINE = 10_000;

/**
 * The live connection. It keeps itself up while connected is wanted, with a fresh token for each attempt and full
 * jitter between attempts, and hands on only what the contract knows.
 */
export class ChatSocket {
  readonly #io: Socket;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onEvent: (event: ServerEvent) => void;
  readonly #signal = new Signal();
  #state: ConnectionState = 'idle';
  #token = '';
  #failures = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(options: {
    baseUrl: string;
    session: Session;
    clock: Clock;
    random: () => number;
    onEvent: (event: ServerEvent) => void;
  }) {
    this.#session = options.session;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#onEvent = options.onEvent;
    this.#io = io(options.baseUrl, {
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      // Ours: a token per attempt, jitter over the whole wait, and a refused handshake is retried as well.
      reconnection: false,
      auth: (give: (auth: { token: string }) => void) => give({ token: this.#token }),
    });
    this.#io.on('connect', () => this.#connected());
    this.#io.on('connect_error', (error) => void this.#refused(error));
    this.#io.on('disconnect', () => this.#lost());
    for (const name of Object.keys(SERVER_EVENTS) as ServerEventName[]) {
      this.#io.on(name, (payload: unknown) => this.#receive(name, payload));
    }
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
    this.#failures = 0;
    this.#become('idle');
    this.#io.disconnect();
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
    if (!this.#io.connected) throw networkError();
    const answer: unknown = await this.#io
      .timeout(TIMERS.ackTimeout)
      .emitWithAck(event, input)
      .catch((cause: unknown) => {
        throw networkError(cause);
      });
    const ack = ackOf(CLIENT_EVENTS[event].output).safeParse(answer);
    if (!ack.success) throw networkError(ack.error);
    if (ack.data.ok) return ack.data.data as ClientEventOutput<E>;
    const error = new ApiError(ack.data.error);
    if (endsSession(error)) this.#session.expire();
    throw error;
  }

  /** Sends an event that is worth nothing later: dropped without a connection, and its answer is not awaited. */
  tell<E extends ClientEventName>(event: E, input: ClientEventInput<E>): void {
    if (this.#io.connected) this.#io.emit(event, input, () => undefined);
  }

  /**
   * Makes sure of the connection: true when the server answers within `TIMERS.checkTimeout`. A link that does not is
   * dead; it is dialled anew at once, and so is one that waits for its next attempt.
   */
  async check(): Promise<boolean> {
    if (this.#state === 'reconnecting') this.#redial();
    if (this.#state !== 'connected') return false;
    const { id } = this.#io;
    try {
      await this.#io.timeout(TIMERS.checkTimeout).emitWithAck('connection:check', {});
      return true;
    } catch {
      // A connection that was lost meanwhile is not this one's successor's fault.
      if (this.#io.id === id) this.#redial();
      return false;
    }
  }

  #redial(): void {
    this.#io.disconnect();
    this.#cancelTimer();
    this.#become('reconnecting');
    void this.#attempt();
  }

  async #attempt(): Promise<void> {
    const deadline = this.#clock.after(ATTEMPT_DEADLINE, () => {
      this.#io.disconnect();
      this.#retryLater();
    });
    this.#cancelTimer = deadline;
    const current = () => this.#cancelTimer === deadline && this.#state !== 'idle';
    try {
      const token = await this.#session.getToken();
      if (!current()) return;
      this.#token = token;
      this.#io.connect();
    } catch {
      // Without a session its owner disconnects; otherwise the token could not be renewed for now.
      if (current()) this.#retryLater();
    }
  }

  #connected(): void {
    this.#cancelTimer();
    this.#failures = 0;
    this.#become('connected');
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

  #retryLater(atLeastMs = 0): void {
    this.#cancelTimer();
    this.#become('reconnecting');
    this.#failures += 1;
    const wait = atLeastMs + fullJitter(this.#failures, this.#random);
    this.#cancelTimer = this.#clock.after(wait, () => void this.#attempt());
  }

  #receive(name: ServerEventName, payload: unknown): void {
    const parsed = SERVER_EVENTS[name].payload.safeParse(payload);
    // What does not parse is of a server this client does not know; the next sync brings the state.
    if (parsed.success) this.#onEvent({ name, payload: parsed.data } as ServerEvent);
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#signal.emit();
  }
}
