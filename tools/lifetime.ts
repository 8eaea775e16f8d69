import { setTimeout as sleep } from 'node:timers/promises';
import { LocalPostgresError } from '@duet/local-postgres';
import { OperatorError } from '@duet/server/platform/operator-error.ts';
import { say, seconds } from './say.ts';

/** npm passes a signal on that the terminal has already given us; a person's second one comes later than that. */
const SAME_SIGNAL_MS = 500;

export interface Lifetime {
  /** Registers how to close what has just been opened. */
  add(close: () => Promise<void>): void;
  /** Throws when the program has been told to end: called between slow steps. */
  check(): void;
  /** Closes everything, last opened first, and exits with the code. */
  end(code: number): Promise<never>;
}

/** A part that does not close must not keep the next ones from it, PostgreSQL last. */
const CLOSE_MS = 10_000;

class Ending extends Error {}

/**
 * Runs a program that opens things and then stays. SIGINT and SIGTERM end it: what is under way is finished,
 * everything is closed, last opened first, and the exit code is 0. A second signal exits at once.
 * An error ends it with code 1: a whole sentence if it was made for people, else with its stack.
 */
export async function live(open: (lifetime: Lifetime) => Promise<void>): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  let signalledAt: number | undefined;
  let ended: Promise<never> | undefined;

  const close = async (code: number): Promise<never> => {
    for (const closer of closers.reverse()) {
      try {
        await Promise.race([closer(), rejectLater()]);
      } catch (error) {
        code = 1;
        explain(error);
      }
    }
    process.exit(code);
  };
  const lifetime: Lifetime = {
    add: (closer) => void closers.push(closer),
    check: () => {
      if (signalledAt !== undefined) throw new Ending();
    },
    end: (code) => (ended ??= close(code)),
  };

  let opening = true;
  const onSignal = (): void => {
    if (signalledAt !== undefined) {
      if (performance.now() - signalledAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    signalledAt = performance.now();
    say();
    say('Stopping');
    if (!opening) void lifetime.end(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);

  try {
    await open(lifetime);
    opening = false;
    lifetime.check();
  } catch (error) {
    if (error instanceof Ending || signalledAt !== undefined) await lifetime.end(0);
    explain(error);
    await lifetime.end(1);
  }
}

async function rejectLater(): Promise<never> {
  await sleep(CLOSE_MS, undefined, { ref: false });
  throw new OperatorError(`Something did not close within ${seconds(CLOSE_MS)}.`);
}

/** Tells a person what went wrong. */
export function explain(error: unknown): void {
  say();
  const plain = error instanceof OperatorError || error instanceof LocalPostgresError;
  console.error(plain ? error.message : error);
}
