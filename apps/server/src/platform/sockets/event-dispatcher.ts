import {
  AppError,
  CLIENT_EVENTS,
  parseInput,
  type Ack,
  type ClientEventName,
  type ErrorCode,
} from '@duet/contract';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { toCaller, type Actor, type Authenticator } from '../actor.ts';
import { assertConforms } from '../conformance.ts';
import type { Faults } from '../faults.ts';
import type { Metrics } from '../metrics.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { EventContext, EventHandlers } from './handlers.ts';

/** Any handler, where its name is known at run time only. */
type Handler = (input: unknown, context: EventContext) => Promise<unknown>;

/**
 * Brings events to their handlers: checks the session, limits, parses by the contract, calls, acknowledges. Whatever a client
 * sends is answered; nothing it sends throws here or closes its socket.
 */
export class EventDispatcher {
  readonly #handlers: ReadonlyMap<unknown, Handler>;
  readonly #authenticator: Authenticator;
  readonly #limiter: RateLimiter;
  readonly #verifyOutput: boolean;
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #faults: Faults;
  readonly #inFlight = new Set<Promise<unknown>>();
  #draining = false;

  constructor(parts: {
    handlers: Partial<EventHandlers<ClientEventName>>;
    authenticator: Authenticator;
    limiter: RateLimiter;
    verifyOutput: boolean;
    log: Logger;
    metrics: Metrics;
    faults: Faults;
  }) {
    this.#handlers = new Map(Object.entries(parts.handlers) as [string, Handler][]);
    this.#authenticator = parts.authenticator;
    this.#limiter = parts.limiter;
    this.#verifyOutput = parts.verifyOutput;
    this.#log = parts.log;
    this.#metrics = parts.metrics;
    this.#faults = parts.faults;
  }

  /** Handles one packet, `[event, input, acknowledge?]` if it is well-formed. Resolves to the outcome, never rejects. */
  dispatch(packet: readonly unknown[], source: EventContext): Promise<'ok' | ErrorCode> {
    const handling = this.#handle(packet, source).finally(() => this.#inFlight.delete(handling));
    this.#inFlight.add(handling);
    return handling;
  }

  /** Answers `busy` from now on; resolves when what is in flight has been acknowledged. */
  async drain(): Promise<void> {
    this.#draining = true;
    await Promise.all(this.#inFlight);
  }

  async #handle([name, ...args]: readonly unknown[], source: EventContext): Promise<'ok' | ErrorCode> {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as (ack: Ack<unknown>) => void) : undefined;
    const inputs = acknowledge ? args.slice(0, -1) : args;
    // What a client calls its event is not for the log or the metrics unless we know it.
    const event = this.#handlers.has(name) ? (name as ClientEventName) : 'unknown';
    const stop = this.#metrics.socketEvents.startTimer({ event });
    try {
      const data = await this.#run(event, inputs, source);
      acknowledge?.({ ok: true, data });
      const seconds = stop({ outcome: 'ok' });
      this.#log.debug({ event, userId: source.actor.userId, seconds }, 'event');
      return 'ok';
    } catch (thrown) {
      // Made here, not for each event: what is done as asked needs neither.
      const requestId = randomUUID();
      const log = this.#log.child({ requestId, event, userId: source.actor.userId });
      const error = this.#faults.toAppError('sockets', thrown, log);
      acknowledge?.({ ok: false, error: error.toObject(requestId) });
      log.info({ outcome: error.code, seconds: stop({ outcome: error.code }) }, 'event refused');
      return error.code;
    }
  }

  async #run(event: ClientEventName | 'unknown', inputs: unknown[], context: EventContext): Promise<unknown> {
    if (this.#draining) throw new AppError('busy', { retryAfterMs: 1_000 });
    const actor: Actor = await this.#authenticator.checkSession(context.actor);
    const rate = event === 'unknown' ? 'signal' : CLIENT_EVENTS[event].rate;
    this.#limiter.take(rate, toCaller(actor, context.address));
    const handler = this.#handlers.get(event);
    if (!handler || event === 'unknown') throw new AppError('unknown_event');
    const { input, output } = CLIENT_EVENTS[event];
    const parsed: unknown = parseInput(input, inputs.length === 1 ? inputs[0] : undefined);
    const data = await handler(parsed, { ...context, actor });
    if (this.#verifyOutput) assertConforms(output, data, event);
    return data;
  }
}
