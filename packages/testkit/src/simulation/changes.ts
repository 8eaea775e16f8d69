import type { SyncPage } from '@duet/contract';
import type { SimulatedDatabase } from './database.ts';
import { formOf, pageOf, viewOf } from './rows.ts';

/** Small, so that two changes turn a page. */
const CONVERSATIONS_PER_PAGE = 1;

interface Cursor {
  readonly userId: string;
  readonly epoch: number;
  readonly since: number;
  readonly page?: { readonly until: number; readonly afterId: string };
}

/** What has changed for a person since a cursor, as the contract describes a sync. */
export function changesFor(
  userId: string,
  text: string | undefined,
  { database, now }: { database: SimulatedDatabase; now: number },
): SyncPage {
  const { epoch, transaction, booking, bookingChanged, mistakes } = database;
  const start = (reset: boolean): SyncPage => ({
    epoch: `00000000-0000-7000-8000-${String(epoch).padStart(12, '0')}`,
    cursor: toText({ userId, epoch, since: transaction }),
    reset,
    hasMore: false,
    conversations: [],
    bookings: [],
  });
  const cursor = text === undefined ? undefined : (JSON.parse(text) as Cursor);
  if (!cursor || cursor.userId !== userId || cursor.epoch !== epoch) return start(cursor !== undefined);

  const { since, page } = cursor;
  const lately = new Date(now - 1_000).toISOString();
  const found = (['customer', 'artist'] as const)
    .flatMap((role) => database.listed(userId, role))
    .filter(({ row, side }) =>
      mistakes.syncsByTime ? (row.messages.at(-1)?.sentAt ?? '') > lately : row.sides[side].changed > since,
    )
    .filter(({ row }) => page === undefined || row.id > page.afterId)
    .sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
  const sent = found.slice(0, CONVERSATIONS_PER_PAGE);
  const hasMore = found.length > sent.length;
  const until = page?.until ?? transaction;
  const isOfBooking = [booking.customerId, booking.artistId].includes(userId);
  return {
    ...start(false),
    hasMore,
    cursor: toText({
      userId,
      epoch,
      ...(hasMore ? { since, page: { until, afterId: sent.at(-1)!.row.id } } : { since: until }),
    }),
    conversations: sent.map((access) => {
      const { row } = access;
      const revised = row.revised.filter(({ changed }) => changed > since && !mistakes.syncsNoRevisions);
      return {
        conversation: viewOf(access),
        messages: pageOf(access, {}).messages,
        revised: revised.map(({ seq }) => formOf(row, row.messages[seq - 1]!)),
      };
    }),
    bookings: !page && isOfBooking && bookingChanged > since ? [{ ...booking }] : [],
  };
}

function toText(cursor: Cursor): string {
  return JSON.stringify(cursor);
}
