import { z } from 'zod';
import { booking } from './booking.ts';
import { seq, timestamp, uuid } from './ids.ts';
import { message } from './message.ts';
import { person, side } from './user.ts';

export const conversationStatus = z.enum(['active', 'closed']);

/** The viewer's own side. */
export const ownSide = z.object({
  role: side,
  unreadCount: z.number().int().nonnegative(),
  markedUnread: z.boolean(),
  readSeq: seq,
  archivedAt: timestamp.nullable(),
  mutedUntil: timestamp.nullable(),
  pinnedAt: timestamp.nullable(),
  /** The viewer has blocked the other person. */
  blocked: z.boolean(),
});

/** The other side; its watermarks only rise, and `readSeq` holds what that person chose to show. */
export const peerSide = z.object({ user: person, deliveredSeq: seq, readSeq: seq });

/** The one conversation of a pair, as one of the two sees it. `version` rises with every change to this side's view. */
export const conversation = z.object({
  id: uuid,
  version: z.number().int().positive(),
  status: conversationStatus,
  /** The booking the two last spoke about, as it stands now. */
  booking: booking.nullable(),
  lastSeq: seq,
  lastMessageAt: timestamp,
  lastMessage: message.nullable(),
  me: ownSide,
  peer: peerSide,
});
export type Conversation = z.infer<typeof conversation>;

export const conversationInput = z.strictObject({
  customerId: uuid,
  artistId: uuid,
  bookingId: uuid.optional(),
});

/** The own side's view put out of sight or back, or marked as unread; what is not named stays. Private. */
const conversationChange = z.strictObject({
  archived: z.boolean().optional(),
  /** Until the person reads it again. */
  markedUnread: z.boolean().optional(),
  /** `lastSeq` as the person knew it: with a newer message the conversation is not archived, so that nothing new is hidden. */
  asOfSeq: seq.optional(),
});
export type ConversationPatch = z.infer<typeof conversationChange>;

const namesChange = [
  ({ archived, markedUnread }: ConversationPatch) => archived !== undefined || markedUnread !== undefined,
  'Name archived or markedUnread.',
] as const;
export const conversationPatch = conversationChange.refine(...namesChange);
export const conversationUpdateInput = conversationChange
  .extend({ conversationId: uuid })
  .refine(...namesChange);

export const readInput = z.strictObject({ upToSeq: seq });

/** Where a reader stands after reading; `unreadCount` holds as of `lastSeq` and `version`. */
export const readState = z.object({
  conversationId: uuid,
  readSeq: seq,
  unreadCount: z.number().int().nonnegative(),
  lastSeq: seq,
  version: z.number().int().positive(),
});
export type ReadState = z.infer<typeof readState>;
