import { setTimeout as delay } from 'node:timers/promises';

/** Places where a process can be made to fail, between two steps of which the first cannot be taken back. */
export const FAILPOINTS = ['commit-publish', 'commit-ack'] as const;
type FailpointName = (typeof FAILPOINTS)[number];

/**
 * What may happen there: the process is killed; the step throws; something throws where nobody catches it; the step
 * takes long; everything takes long, because the event loop stands still.
 */
export const FAILPOINT_ACTIONS = ['kill', 'throw', 'crash', 'delay', 'block'] as const;

/** What happens at a place, the `hit`th time it is passed and never again. */
export interface Failpoint {
  readonly name: FailpointName;
  readonly action: (typeof FAILPOINT_ACTIONS)[number];
  readonly hit: number;
}

/** Called where a failpoint is: mostly nothing. */
export type PassFailpoint = (name: FailpointName) => Promise<void>;

/** Longer than a client waits for a gap in `seq` to close by itself. */
const DELAY_MS = 500;
const BLOCK_MS = 3_000;

/** For tests of crashes: what `DUET_FAILPOINTS` says happens where it says. Undefined, and so free, without any. */
export function armFailpoints(failpoints: readonly Failpoint[]): PassFailpoint | undefined {
  if (failpoints.length === 0) return undefined;
  const passed = new Map<FailpointName, number>();
  return async (name) => {
    const times = (passed.get(name) ?? 0) + 1;
    passed.set(name, times);
    const due = failpoints.find((failpoint) => failpoint.name === name && failpoint.hit === times);
    const failure = () => new Error(`Failpoint ${name}, hit ${times}.`);
    switch (due?.action) {
      case 'kill':
        process.kill(process.pid, 'SIGKILL');
        return;
      case 'throw':
        throw failure();
      case 'crash':
        setImmediate(() => {
          throw failure();
        });
        return;
      case 'delay':
        return delay(DELAY_MS);
      case 'block':
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCK_MS);
        return;
      case undefined:
        return;
    }
  };
}
