import type { Side } from '@duet/contract';
import { sql, type Queryable, type Statement } from '../../platform/postgres/database.ts';
import {
  NEWEST,
  newestFirst,
  olderThan,
  toOlderThan,
  type ConversationPosition,
} from './conversation-order.ts';

/** A pair whose words are to be written anew. */
export interface PairToIndex {
  customerId: string;
  artistId: string;
  /** Tells this wish from a later one. */
  note: number;
  /** null: they have no conversation, and there is nothing to find. */
  conversationId: string | null;
  customerName: string;
  artistName: string;
  codes: string[];
}

/** A word, and who finds the conversation of the pair at this place under it. */
export interface IndexWord {
  place: number;
  personId: string;
  word: string;
}

const listToIndex = sql(
  'search_list_to_index',
  `SELECT noted.customer_id AS "customerId", noted.artist_id AS "artistId", noted.note, c.id AS "conversationId",
     customer.name AS "customerName", artist.name AS "artistName",
     ARRAY(SELECT code FROM bookings b WHERE b.customer_id = noted.customer_id AND b.artist_id = noted.artist_id) AS codes
   FROM (SELECT * FROM pairs_to_index ORDER BY note LIMIT $1) noted
   LEFT JOIN conversations c USING (customer_id, artist_id)
   JOIN users customer ON customer.id = noted.customer_id
   JOIN users artist ON artist.id = noted.artist_id`,
);
const indexPairs = sql('search_index_pairs', 'SELECT index_pairs($1, $2, $3, $4, $5, $6, $7)');

// Codes begin alike, and so do names: what finds the least is looked for, the rest is asked of what it found.
const countTerms = sql(
  'search_count_terms',
  `SELECT (
     SELECT count(*)::integer FROM (
       SELECT FROM conversation_words WHERE person_id = $1 AND word >= low AND word < high LIMIT $4
     ) words
   ) AS words
   FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS term (low, high, place) ORDER BY place`,
);
/** Of more it does not matter how many: counting takes some milliseconds. */
const MOST_COUNTED = 20_000;

/** One term finds, by a range of the person's words; what it found is asked for the others. */
function searchOf(own: Side): Statement {
  return sql(
    `search_${own}`,
    `WITH found AS MATERIALIZED (
       SELECT DISTINCT conversation_id FROM conversation_words WHERE person_id = $1 AND word >= $2 AND word < $3
     )
     SELECT c.id FROM found JOIN conversations c ON c.id = found.conversation_id
     WHERE c.${own}_id = $1 AND c.opened_at_${own} IS NOT NULL AND ${olderThan(6)}
       AND NOT EXISTS (
         SELECT FROM unnest($4::text[], $5::text[]) AS term (low, high) WHERE NOT EXISTS (
           SELECT FROM conversation_words w
           WHERE w.conversation_id = c.id AND w.person_id = $1 AND w.word >= term.low AND w.word < term.high))
     ${newestFirst} LIMIT $9`,
  );
}
const search: Record<Side, Statement> = { customer: searchOf('customer'), artist: searchOf('artist') };

/** Above every word that begins with a term: the last code point there is. */
const LAST = '\u{10ffff}';

/** The words under which people find their conversations, in PostgreSQL. */
export class SearchRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Up to `limit` conversations that a side sees and each of these terms finds; newest first, after a position. */
  async listFound(
    viewer: { id: string; role: Side },
    terms: readonly string[],
    after: ConversationPosition | null,
    limit: number,
  ): Promise<string[]> {
    const [rarest, ...others] = terms.length > 1 ? await this.#rarestFirst(viewer.id, terms) : terms;
    if (rarest === undefined) return [];
    const rows = await this.#database.query<{ id: string }>(search[viewer.role], [
      viewer.id,
      rarest,
      rarest + LAST,
      others,
      others.map((term) => term + LAST),
      ...toOlderThan(after ?? NEWEST),
      limit,
    ]);
    return rows.map(({ id }) => id);
  }

  async #rarestFirst(personId: string, terms: readonly string[]): Promise<string[]> {
    const above = terms.map((term) => term + LAST);
    const counts = await this.#database.query<{ words: number }>(countTerms, [
      personId,
      terms,
      above,
      MOST_COUNTED,
    ]);
    const counted = terms.map((term, index) => ({ term, words: counts[index]?.words ?? 0 }));
    return counted.sort((a, b) => a.words - b.words).map(({ term }) => term);
  }

  /** Up to `limit` pairs whose words are to be written, in the order in which they were noted. */
  listToIndex(limit: number): Promise<PairToIndex[]> {
    return this.#database.query<PairToIndex>(listToIndex, [limit]);
  }

  /** Writes the words of pairs, as they were looked at; who was noted anew meanwhile is left for the next time. */
  async indexPairs(pairs: readonly PairToIndex[], words: readonly IndexWord[]): Promise<void> {
    await this.#database.query(indexPairs, [
      pairs.map(({ customerId }) => customerId),
      pairs.map(({ artistId }) => artistId),
      pairs.map(({ note }) => note),
      pairs.map(({ conversationId }) => conversationId),
      words.map(({ place }) => place),
      words.map(({ personId }) => personId),
      words.map(({ word }) => word),
    ]);
  }
}
