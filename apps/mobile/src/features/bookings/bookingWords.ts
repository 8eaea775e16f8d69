import type { Booking, BookingStatus, MessageMetadata, Person } from '@duet/contract';
import type { Tone } from '../../ui/Chip.tsx';
import type { Words } from '../../words/en.ts';

export const statusTones: Record<BookingStatus, Tone> = {
  requested: 'caution',
  accepted: 'positive',
  declined: 'negative',
  cancelled: 'neutral',
  completed: 'settled',
  no_show: 'negative',
};

/** The statuses that cannot be taken back, before which one is asked; the others change at one tap. */
export function isFinal(status: BookingStatus): status is keyof Words['booking']['questions'] {
  return status === 'declined' || status === 'cancelled' || status === 'no_show';
}

/** What a change made of a booking, and what has become of it since: "Requested → Accepted. Now: Cancelled". */
export function statesOf(
  { from, to, version }: NonNullable<MessageMetadata>,
  booking: Booking | undefined,
  { booking: { status, became, still, now } }: Words,
): string {
  const then = from === null ? status[to] : became(status[from], status[to]);
  if (!booking) return then;
  return booking.version <= version ? still(then) : now(then, status[booking.status]);
}

/**
 * A booking change as a sentence for the viewer. `peer` is the other person of the conversation; without a `title` the
 * sentence says "the booking".
 */
export function changeSentence(
  { actorId, to }: NonNullable<MessageMetadata>,
  peer: Person,
  { booking: words }: Words,
  title?: string,
): string {
  const what = title === undefined ? words.the : words.titled(title);
  if (actorId === null) return words.happened[to](what);
  return words.by[to](actorId === peer.id ? peer.name : undefined, what);
}
