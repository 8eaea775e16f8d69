import { z } from 'zod';
import { booking } from './booking.ts';
import { contactPolicy } from './contact-policy.ts';
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
  /** Until then what comes in it is no reason to be called: it does not count in the unread total. See `isMuted`. */
  mutedUntil: timestamp.nullable(),
  /** Set: it stands before the others in the list, and is not archived. */
  pinnedAt: timestamp.nullable(),
  /** The viewer has blocked the other person. Whoever blocks, neither can write to the other. */
  blocked: z.boolean(),
});

/** The other side; its watermarks only rise, and `readSeq` holds what that person chose to show. */
export const peerSide = z.object({
  user: person,
  deliveredSeq: seq,
  readSeq: seq,
  /** The other person has blocked the viewer. */
  blocked: z.boolean(),
});

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
  /** The side that did not write last: the other one may wait for its answer. null before anybody has written. */
  waitingOn: side.nullable(),
  /** What becomes of contact details in it now. `off` by configuration, or since a booking of the two was accepted. */
  contactPolicy,
  me: ownSide,
  peer: peerSide,
});
export type Conversation = z.infer<typeof conversation>;

/** Those that have something unread or are marked so, those that wait for the viewer's answer, or the archived. */
export const conversationFilter = z.enum(['unread', 'waiting', 'archived']);
export type ConversationFilter = z.infer<typeof conversationFilter>;

export const conversationInput = z.strictObject({
  customerId: uuid,
  artistId: uuid,
  bookingId: uuid.optional(),
});

/** The `mutedUntil` of what stays muted until its person says otherwise. */
export const MUTED_FOR_GOOD = '9999-12-31T23:59:59.999Z';

/** Whether a conversation is muted at this moment, in milliseconds. */
export function isMuted({ mutedUntil }: { mutedUntil: string | null }, now: number): boolean {
  return mutedUntil !== null && Date.parse(mutedUntil) > now;
}

/** What a person changes of the own side's view; what is not named stays. Private, but for a block. */
const conversationChange = z.strictObject({
  archived: z.boolean().optional(),
  /** Until the person reads it again. */
  markedUnread: z.boolean().optional(),
  /** Of what is archived nothing is pinned: archiving takes the pin away, and pinning does not bring it back. */
  pinned: z.boolean().optional(),
  mutedUntil: timestamp
    .refine((iso) => iso >= '1970', 'year')
    .nullable()
    .optional(),
  /** Nobody writes in it any more, and neither sees whether the other is there or types. The marketplace's messages come. */
  blocked: z.boolean().optional(),
  /** `lastSeq` as the person knew it: with a newer message the conversation is not archived, so that nothing new is hidden. */
  asOfSeq: seq.optional(),
});
export type ConversationPatch = z.infer<typeof conversationChange>;

const namesChange = [
  ({ archived, markedUnread, pinned, mutedUntil, blocked }: ConversationPatch) =>
    [archived, markedUnread, pinned, mutedUntil, blocked].some((value) => value !== undefined),
  'Name archived, markedUnread, pinned, mutedUntil or blocked.',
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
