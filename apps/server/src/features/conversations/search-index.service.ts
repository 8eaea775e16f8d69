import { searchWords } from '@duet/contract';
import type { IndexWord, PairToIndex, SearchRepository } from './search.repository.ts';

/** How long one look may go on: other work waits for it. */
const LOOK_MS = 100;

/** Writes the words under which people find their conversations, a moment after names, bookings or conversations are there. */
export class SearchIndexService {
  readonly #repository: SearchRepository;

  constructor(repository: SearchRepository) {
    this.#repository = repository;
  }

  /** Writes the words of pairs, `limit` at a time, until all are written or this look was long enough. */
  async look(limit: number): Promise<void> {
    const end = performance.now() + LOOK_MS;
    for (let found = limit; found === limit && performance.now() < end;) {
      const pairs = await this.#repository.listToIndex(limit);
      found = pairs.length;
      if (found > 0) await this.#repository.indexPairs(pairs, pairs.flatMap(toIndexWords));
    }
  }
}

/** Each side finds the pair's conversation by the other one's name, and by any booking. Places count from 1, as SQL does. */
function toIndexWords(pair: PairToIndex, index: number): IndexWord[] {
  if (pair.conversationId === null) return [];
  const codes = pair.codes.flatMap(searchWords);
  const of = (personId: string, name: string) =>
    [...new Set([...searchWords(name), ...codes])].map((word) => ({ place: index + 1, personId, word }));
  return [...of(pair.customerId, pair.artistName), ...of(pair.artistId, pair.customerName)];
}
