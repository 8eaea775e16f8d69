/** What Vite's manifest says of one file of a build. */
export interface Chunk {
  readonly file: string;
  readonly name?: string;
  /** Keys of the manifest: what is fetched with it, and what when it is asked for. */
  readonly imports?: readonly string[];
}

/** The committed word on how much JavaScript the web app may be. All sizes in bytes of gzip. */
export interface Budget {
  readonly routes: Readonly<Record<string, { readonly limit: number; readonly entries: readonly string[] }>>;
  /** What each chunk was when this was written, to tell which one grew. */
  readonly chunks: Readonly<Record<string, number>>;
}

export interface RouteWeight {
  readonly route: string;
  readonly limit: number;
  readonly size: number;
  /** What it fetches, what grew most first. `was` is undefined for a chunk that is new. */
  readonly chunks: readonly {
    readonly name: string;
    readonly size: number;
    readonly was: number | undefined;
  }[];
}

/**
 * What each route of the budget fetches before it can be shown: its entries and all that these import. Throws for an
 * entry that the build does not have.
 */
export function weigh(
  manifest: Readonly<Record<string, Chunk>>,
  sizeOf: (file: string) => number,
  { routes, chunks }: Budget,
): RouteWeight[] {
  return Object.entries(routes).map(([route, { limit, entries }]) => {
    const fetched = [...reached(manifest, entries)].map(({ file, name = file }) => {
      const size = sizeOf(file);
      return { name, size, was: chunks[name] };
    });
    const size = fetched.reduce((sum, chunk) => sum + chunk.size, 0);
    return { route, limit, size, chunks: fetched.sort((a, b) => growth(b) - growth(a)) };
  });
}

export function growth({ size, was = 0 }: RouteWeight['chunks'][number]): number {
  return size - was;
}

function reached(manifest: Readonly<Record<string, Chunk>>, entries: readonly string[]): Set<Chunk> {
  const found = new Set<Chunk>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`The build has no ${key}.`);
    if (found.has(chunk)) return;
    found.add(chunk);
    chunk.imports?.forEach(visit);
  };
  entries.forEach(visit);
  return found;
}
