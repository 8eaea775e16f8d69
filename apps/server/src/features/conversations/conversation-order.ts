import { LIMITS } from '@duet/contract';
import { NIL } from 'uuid';

// The order of lists, newest first, and where in it a page begins: by the hour first, which an index holds.

/** Where a page of conversations begins: after this one. */
export interface ConversationPosition {
  lastMessageAt: string;
  id: string;
}

/** Before every conversation: a first page is asked for like the others, so that all have the same plan. */
export const NEWEST: ConversationPosition = { lastMessageAt: '9999-12-31T23:59:59.999Z', id: NIL };

const HOUR_MS = 3_600_000;

/**
 * What a list reads at most before it looks people up: as a number, PostgreSQL knows that it is few. With the page's own
 * limit, of which it knows nothing, it makes a plan for thousands, or a new one for each page.
 */
export const LONGEST_PAGE = LIMITS.pageMax + 1;

export const newestFirst = 'ORDER BY c.last_message_hour DESC, c.last_message_at DESC, c.id DESC';

/** The condition, of `conversations c`, on what comes after a position; its three values stand from `$n` on. */
export const olderThan = (n: number): string =>
  `c.last_message_hour <= $${n} AND (c.last_message_at, c.id) < ($${n + 1}::timestamptz, $${n + 2}::uuid)`;

/** The values of `olderThan`. */
export function toOlderThan({ lastMessageAt, id }: ConversationPosition): [number, string, string] {
  return [hourOf(lastMessageAt), lastMessageAt, id];
}

/** The hour of a moment, as `last_message_hour` counts them. */
export function hourOf(moment: string): number {
  return Math.floor(Date.parse(moment) / HOUR_MS);
}
