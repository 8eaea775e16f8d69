import type { BookingStatus, MessageMetadata, Person } from '@duet/contract';
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

const changes: Record<BookingStatus, { by: string; passive: string }> = {
  requested: { by: 'requested the booking', passive: 'The booking was requested' },
  accepted: { by: 'accepted the booking', passive: 'The booking was accepted' },
  declined: { by: 'declined the booking', passive: 'The booking was declined' },
  cancelled: { by: 'cancelled the booking', passive: 'The booking was cancelled' },
  completed: { by: 'marked the booking as completed', passive: 'The booking is completed' },
  no_show: { by: 'reported a no-show', passive: 'A no-show was reported' },
};

/** A booking change as a sentence for the viewer; `peer` is the other person of the conversation. */
export function changeSentence(metadata: NonNullable<MessageMetadata>, peer: Person): string {
  const { by, passive } = changes[metadata.to];
  if (metadata.actorId === null) return passive;
  return `${metadata.actorId === peer.id ? peer.name : 'You'} ${by}`;
}
