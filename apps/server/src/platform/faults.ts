import { AppError, ERRORS } from '@duet/contract';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

/** Where a fault showed itself. */
export type Component = 'http' | 'sockets' | 'realtime' | 'sessions' | 'database' | 'process';

/** The one place that counts and logs what nobody threw on purpose, with its stack. Clients see none of it. */
export class Faults {
  readonly #log: Logger;
  readonly #errors: Metrics['errors'];

  constructor(log: Logger, metrics: Metrics) {
    this.#log = log;
    this.#errors = metrics.errors;
  }

  /** Counts and logs a fault. `log` carries the context of the request that met it. */
  report(component: Component, error: unknown, log: Logger = this.#log): void {
    this.#errors.inc({ component });
    log.error({ err: error, component }, 'fault');
  }

  /** What a client is told of `error`: an `AppError` as it is, anything else `internal` after it was reported. */
  toAppError(component: Component, error: unknown, log: Logger): AppError {
    if (!(error instanceof AppError)) {
      this.report(component, error, log);
      return new AppError('internal', {}, { cause: error });
    }
    if (ERRORS[error.code].http >= 500) log.warn({ err: error, component }, 'unavailable');
    return error;
  }
}
