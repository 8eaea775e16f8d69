import { v5 } from 'uuid';

/** Duet's own namespace of UUIDv5. Changing it would give every pair a second conversation. */
const NAMESPACE = '6f1f4c1e-2f43-5b0a-9d7e-7d5b1c0e4a11';

/** The id of the one conversation of a pair. The pair is ordered: two people who are both may have two. */
export function conversationIdOf(customerId: string, artistId: string): string {
  return v5(`${customerId}:${artistId}`, NAMESPACE);
}

/** The client message id of the system message of a booking's change: one per version, though states recur. */
export function bookingMessageIdOf(bookingId: string, version: number): string {
  return v5(`${bookingId}:${version}`, NAMESPACE);
}
