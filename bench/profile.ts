import { percent, table } from './table.ts';

/** What Node writes with --cpu-prof (and Chromium): a tree of calls, and which of them ran at each sample. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/** A place where time was spent, and its share of all time that was not idle. */
export interface Place {
  readonly name: string;
  readonly share: number;
}

const IDLE = new Set(['(idle)', '(program)']);

/** The places of a profile, the dearest first: packages as a whole, our own functions one by one. */
export function placesOf({ nodes, samples, timeDeltas }: CpuProfile): Place[] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = nameOf.get(id)!;
    if (!IDLE.has(name)) times.set(name, (times.get(name) ?? 0) + timeDeltas[index]!);
  }
  const all = times.values().reduce((sum, time) => sum + time, 0);
  return [...times].map(([name, time]) => ({ name, share: time / all })).sort((a, b) => b.share - a.share);
}

export function reportPlaces(places: readonly Place[], most: number): string {
  return table(
    ['where', 'of the time that was not idle'],
    places.slice(0, most).map(({ name, share }) => [name, percent(share)]),
  );
}

function placeOf({ functionName, url }: { functionName: string; url: string }): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url)?.[1];
  if (inPackage !== undefined) return inPackage;
  if (url.startsWith('node:')) return `Node: ${url.slice('node:'.length)}`;
  if (url === '') return functionName;
  return `${/(?:apps|packages|bench)\/.*$/.exec(url)?.[0] ?? url}: ${functionName || 'anonymous'}`;
}
