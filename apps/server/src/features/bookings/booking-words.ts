import type { BookingStatus } from '@duet/contract';

const WORDS: Record<BookingStatus, string> = {
  requested: 'was requested',
  accepted: 'was accepted',
  declined: 'was declined',
  cancelled: 'was cancelled',
  completed: 'was completed',
  no_show: 'was marked as a no-show',
};

/** The English words of a booking's system message, for clients that do not know its metadata. */
export function bookingWords(code: string, status: BookingStatus): string {
  return `Booking ${code} ${WORDS[status]}.`;
}
