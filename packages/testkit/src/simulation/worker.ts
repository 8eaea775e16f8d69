import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from './simulate.ts';

/** Which stories a worker plays: every `step`th seed from `first` to before `end`. */
export interface Part {
  readonly first: number;
  readonly step: number;
  readonly end: number;
}

/** What a worker says of each story. */
export interface Played {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly story: readonly string[];
}

const { first, step, end } = workerData as Part;
for (let seed = first; seed < end; seed += step) {
  const { violations, story } = await simulate(seed);
  parentPort?.postMessage({ seed, violations, story: violations.length > 0 ? story : [] } satisfies Played);
}
