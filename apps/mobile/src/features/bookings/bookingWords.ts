import type { Booking, BookingStatus, MessageMetadata, Person } from '@duet/contract';
import { quoted } from '../../lib/textParts.ts';
import type { Tone } from '../../ui/Chip.tsx';

export const statusWords: Record<BookingStatus, string> = {
  requested: 'Requested',
  accepted: 'Accepted',
  declined: 'Declined',
  cancelled: 'Cancelled',
  completed: 'Completed',
  no_show: 'No-show',
};

export const statusTones: Record<BookingStatus, Tone> = {
  requested: 'caution',
  accepted: 'positive',
  declined: 'negative',
  cancelled: 'neutral',
  completed: 'settled',
  no_show: 'negative',
};

/** What a change made of a booking, and what has become of it since: "Requested → Accepted. Now: Cancelled". */
export function statesOf(
  { from, to, version }: NonNullable<MessageMetadata>,
  now: Booking | undefined,
): string {
  const then = from === null ? statusWords[to] : `${statusWords[from]} → ${statusWords[to]}`;
  if (!now) return then;
  return now.version <= version ? `${then}. It still is` : `${then}. Now: ${statusWords[now.status]}`;
}

/** What turning a booking into a status is called on a button. */
export const actionWords: Record<BookingStatus, string> = {
  requested: 'Request again',
  accepted: 'Accept',
  declined: 'Decline',
  cancelled: 'Cancel booking',
  completed: 'Mark completed',
  no_show: 'No-show',
};

interface Question {
  title: string;
  text: string;
  keep: string;
}

/** What is asked before a status that cannot be taken back; the others change at one tap. */
export const questions: Partial<Record<BookingStatus, Question>> = {
  declined: {
    title: 'Decline this request?',
    text: 'The other side is told at once. They can ask again with a new request.',
    keep: 'Not now',
  },
  cancelled: {
    title: 'Cancel this booking?',
    text: 'The other side is told at once. A cancelled booking cannot be restored.',
    keep: 'Keep booking',
  },
  no_show: {
    title: 'Report a no-show?',
    text: 'This ends the booking and is visible to the other side.',
    keep: 'Not now',
  },
};

/** `{}` stands for the booking. */
const changes: Record<BookingStatus, { active: string; passive: string }> = {
  requested: { active: 'requested {}', passive: '{} was requested' },
  accepted: { active: 'accepted {}', passive: '{} was accepted' },
  declined: { active: 'declined {}', passive: '{} was declined' },
  cancelled: { active: 'cancelled {}', passive: '{} was cancelled' },
  completed: { active: 'marked {} as completed', passive: '{} is completed' },
  no_show: { active: 'reported a no-show for {}', passive: '{} was marked as a no-show' },
};

/**
 * A booking change as a sentence for the viewer. `peer` is the other person of the conversation; without a `title` the
 * sentence says "the booking".
 */
export function changeSentence(metadata: NonNullable<MessageMetadata>, peer: Person, title?: string): string {
  const { active, passive } = changes[metadata.to];
  const named = title === undefined ? undefined : `“${quoted(title)}”`;
  if (metadata.actorId === null) return passive.replace('{}', () => named ?? 'The booking');
  const who = metadata.actorId === peer.id ? quoted(peer.name) : 'You';
  return `${who} ${active.replace('{}', () => named ?? 'the booking')}`;
}
