import { useSearchParams } from 'wouter';

export type Filters<K extends string> = { [Name in K]?: string };

/** What a list is filtered by stands in the page's address, so that it can be gone back to and passed on. */
export function useFilters<K extends string>(
  names: readonly K[],
): [filters: Filters<K>, setFilters: (next: Filters<K>) => void] {
  const [search, setSearch] = useSearchParams();
  const filters: Filters<K> = {};
  for (const name of names) {
    const value = search.get(name);
    if (value !== null) filters[name] = value;
  }
  const setFilters = (next: Filters<K>) => setSearch(toSearch(next));
  return [filters, setFilters];
}

/** The named fields of a form that hold something. */
export function readForm<K extends string>(form: HTMLFormElement, names: readonly K[]): Filters<K> {
  const data = new FormData(form);
  const read: Filters<K> = {};
  for (const name of names) {
    const value = data.get(name);
    if (typeof value === 'string' && value.trim() !== '') read[name] = value.trim();
  }
  return read;
}

/** As the part of an address. */
function toSearch(filters: Filters<string>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
