/**
 * The times of independent events that come `perSecond` on average: milliseconds from 0, rising, without end. What is
 * sent at such times does not wait for what was sent before (an open loop).
 */
export function* poissonTimes(perSecond: number, random: () => number): Generator<number, never> {
  const meanMs = 1_000 / perSecond;
  for (let at = 0; ;) {
    at -= meanMs * Math.log(1 - random());
    yield at;
  }
}
