import { percent, table } from './table.ts';

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
}

/** What Node writes with --cpu-prof (and Chromium): a tree of calls, and which of them ran at each sample. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/** What `allocations.ts` writes: a tree of calls, and the bytes each has allocated itself. */
export interface AllocationProfile {
  readonly head: Allocating;
}
interface Allocating {
  readonly callFrame: CallFrame;
  readonly selfSize: number;
  readonly children: readonly Allocating[];
}

/** A place in the program, and its share of what was spent: of the time that was not idle, or of bytes. */
export interface Place {
  readonly name: string;
  readonly share: number;
}

const IDLE = new Set(['(idle)', '(program)']);

/** The places of a profile, the dearest first: packages as a whole, our own functions one by one. */
export function placesOf(profile: CpuProfile | AllocationProfile): Place[] {
  const spent = new Map<string, number>();
  for (const { name, amount } of 'head' in profile ? allocated(profile.head) : ran(profile)) {
    if (!IDLE.has(name)) spent.set(name, (spent.get(name) ?? 0) + amount);
  }
  const all = spent.values().reduce((sum, amount) => sum + amount, 0);
  return [...spent]
    .map(([name, amount]) => ({ name, share: amount / all }))
    .sort((a, b) => b.share - a.share);
}

export function reportPlaces(places: readonly Place[], most: number): string {
  return table(
    ['where', 'share'],
    places.slice(0, most).map(({ name, share }) => [name, percent(share)]),
  );
}

interface Spent {
  readonly name: string;
  readonly amount: number;
}

function ran({ nodes, samples, timeDeltas }: CpuProfile): Spent[] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  return samples.map((id, index) => ({ name: nameOf.get(id)!, amount: timeDeltas[index]! }));
}

function* allocated({ callFrame, selfSize, children }: Allocating): Iterable<Spent> {
  yield { name: placeOf(callFrame), amount: selfSize };
  for (const child of children) yield* allocated(child);
}

function placeOf({ functionName, url }: CallFrame): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url)?.[1];
  if (inPackage !== undefined) return inPackage;
  if (url.startsWith('node:')) return `Node: ${url.slice('node:'.length)}`;
  if (url === '') return functionName;
  return `${/(?:apps|packages|bench)\/.*$/.exec(url)?.[0] ?? url}: ${functionName || 'anonymous'}`;
}
