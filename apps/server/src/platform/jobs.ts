import type { Logger } from 'pino';
import type { Counter } from 'prom-client';

/**
 * Work that every node does now and then, in pieces. One run at a time, and of each job one at
 * most waits for its turn, however long the one before it takes; errors are logged.
 */
export class Jobs {
  readonly #log: Logger;
  readonly #errors: Pick<Counter<'component'>, 'inc'>;
  readonly #planned: { intervalMs: number; run: () => Promise<void> }[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #running: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(log: Logger, errors: Pick<Counter<'component'>, 'inc'>) {
    this.#log = log;
    this.#errors = errors;
  }

  /**
   * Plans `work`, to be run at the start and then every `intervalMs`. `work` does one piece and answers how much it did;
   * while it answers `piece`, it is run again at once.
   */
  every(intervalMs: number, name: string, piece: number, work: (piece: number) => Promise<number>): void {
    const run = async () => {
      try {
        let done = piece;
        while (done >= piece && !this.#stopped) done = await work(piece);
      } catch (error) {
        this.#errors.inc({ component: 'jobs' });
        this.#log.error({ err: error, job: name }, 'a job failed; it will run again');
      }
    };
    this.#planned.push({ intervalMs, run });
  }

  /** Runs what is planned, in that order, and again at its time. */
  start(): void {
    for (const { intervalMs, run } of this.#planned) {
      let waits = false;
      const enqueue = () => {
        if (waits) return;
        waits = true;
        this.#running = this.#running.then(() => {
          waits = false;
          return run();
        });
      };
      enqueue();
      const timer = setInterval(enqueue, intervalMs);
      timer.unref();
      this.#timers.add(timer);
    }
  }

  /** No job starts any more, and the one that runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#running;
  }
}
