import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until the condition holds, asking again every few milliseconds, and answers what it answered: anything but
 * false, null and undefined holds. A condition that throws does not hold yet.
 * Throws after `timeout` (5 s), with the condition's last error as the cause.
 */
export async function until<Held>(
  condition: () => Held | false | null | undefined | Promise<Held | false | null | undefined>,
  { timeout = 5_000 }: { timeout?: number } = {},
): Promise<Held> {
  const deadline = performance.now() + timeout;
  for (;;) {
    let failure: unknown;
    try {
      const held = await condition();
      if (held !== false && held !== null && held !== undefined) return held;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeout} ms in vain for: ${condition.toString()}`, { cause: failure });
    }
    await sleep(10);
  }
}
