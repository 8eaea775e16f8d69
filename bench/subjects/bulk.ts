import type { Client } from 'pg';
import { readKey, type MessageKey } from '../generator/message-key.ts';
import type { Database } from './database.ts';
import { personIdOf, type PairIndex } from './subject.ts';

/** Conversations that are inserted in one statement. */
const BATCH = 5_000;
/** Messages that are inserted in one statement. */
const BATCH_MESSAGES = 200_000;

/**
 * How far the last messages of two conversations are apart that follow each other: 100,000 conversations of one person
 * reach back 69 days.
 */
export const APART = "interval '1 minute'";

/** The pairs in pieces that a statement can take, each with the ids of its people and conversations. */
export function* batches(
  pairs: readonly PairIndex[],
  messagesEach: number,
  conversationIdOf: (customerId: string, artistId: string) => string,
): Generator<{ first: number; customers: string[]; artists: string[]; conversations: string[] }> {
  const size = Math.max(1, Math.min(BATCH, Math.floor(BATCH_MESSAGES / Math.max(1, messagesEach))));
  for (let first = 0; first < pairs.length; first += size) {
    const some = pairs.slice(first, first + size);
    const customers = some.map(({ customer }) => personIdOf('customer', customer));
    const artists = some.map(({ artist }) => personIdOf('artist', artist));
    const conversations = customers.map((customer, place) => conversationIdOf(customer, artists[place]!));
    yield { first, customers, artists, conversations };
  }
}

/** The keys of the generator's messages among texts that `select` answers as "content", in its order. */
export async function readStoredKeys({ use }: Database, select: string): Promise<MessageKey[]> {
  const { rows } = await use((client) => client.query<{ content: string | null }>(select));
  return rows.flatMap(({ content }) => readKey(content ?? '') ?? []);
}

/** After much was written: what the planner knows, and what a checkpoint would otherwise do in the first slice. */
export async function tidy(client: Client): Promise<void> {
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
}
