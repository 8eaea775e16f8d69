import { z } from 'zod';
import { caseId, reason, sometime } from './audit.ts';
import { bookingStatus } from './booking.ts';
import { cursor, seq, timestamp, uuid } from './ids.ts';
import { image } from './image.ts';
import { LIMITS } from './limits.ts';
import { message, messageType } from './message.ts';
import { line } from './text.ts';
import { role, side } from './user.ts';

/** Somebody of whom administrators read. */
export const namedPerson = z.object({ id: uuid, name: z.string() });

/** A conversation as administrators find it: nothing of what was written. */
export const overseenConversation = z.object({
  id: uuid,
  status: z.enum(['active', 'closed']),
  customer: namedPerson,
  artist: namedPerson,
  /** The sides that do not want to be written to. */
  blockedBy: z.array(side),
  /** Of the pair, the latest starts first: three at most. */
  bookings: z.array(z.object({ id: uuid, code: z.string(), status: bookingStatus })),
  /** The number of its messages, tombstones and system messages included. */
  lastSeq: seq,
  lastMessageAt: timestamp,
  createdAt: timestamp,
});
export type OverseenConversation = z.infer<typeof overseenConversation>;

/** Conversations that all of these hold of, those with the newest message first. */
export const conversationFinder = {
  /** One of the two. */
  personId: uuid.optional(),
  /** A booking's code, as it stands. */
  booking: line(40).optional(),
  status: z.enum(['active', 'closed', 'blocked']).optional(),
  /** The last message is from then on. */
  from: sometime.optional(),
  /** The last message is from before then. */
  until: sometime.optional(),
  cursor: cursor.optional(),
};

/** Why a conversation is opened. */
export const openingInput = z.strictObject({ caseId, reason });

/** One conversation, open to one administrator under one case until `expiresAt`: `LIMITS.openingMs` later. */
export const opening = z.object({
  id: uuid,
  conversationId: uuid,
  caseId: z.string(),
  openedAt: timestamp,
  expiresAt: timestamp,
});
export type Opening = z.infer<typeof opening>;

/** What a message was before an edit or an unsend. */
export const messageRevision = z.object({
  revision: seq,
  type: messageType,
  content: z.string().nullable(),
  images: z.array(image),
  replacedAt: timestamp,
  /** Who replaced it. */
  actorId: uuid,
});
export type MessageRevision = z.infer<typeof messageRevision>;

/**
 * A message as it was: `content` as its sender wrote it, beside it what the other side sees instead, and all that it was
 * before. `readAt` is when it was read, also where the reader does not let that show.
 */
export const overseenMessage = message.extend({
  maskedContent: z.string().nullable(),
  revisions: z.array(messageRevision),
});
export type OverseenMessage = z.infer<typeof overseenMessage>;

/** Words to be found in an opened conversation, in what stands there and in what was edited or unsent. */
export const overseenSearch = z.strictObject({ words: line(LIMITS.searchLength) });

/** A person as administrators see them. */
export const overseenPerson = z.object({
  id: uuid,
  name: z.string(),
  email: z.string().nullable(),
  /** What the host marketplace calls them; null: they are Duet's own. */
  externalId: z.string().nullable(),
  roles: z.array(role),
  timeZone: z.string(),
  suspendedAt: timestamp.nullable(),
  lastSeenAt: timestamp.nullable(),
  createdAt: timestamp,
});
export type OverseenPerson = z.infer<typeof overseenPerson>;

/** One of a person's sessions, those that have ended too. */
export const overseenSession = z.object({
  id: uuid,
  kind: z.enum(['app', 'dashboard', 'host']),
  device: z.string(),
  createdAt: timestamp,
  /** When its tokens were last renewed. */
  renewedAt: timestamp,
  expiresAt: timestamp,
  endedAt: timestamp.nullable(),
  /** Why it ended before its time. */
  endedBy: z.string().nullable(),
});
export type OverseenSession = z.infer<typeof overseenSession>;

/** Whom to find: by words of their name, by their e-mail address, by an id here or at the host marketplace. */
export const personSearch = line(LIMITS.externalIdLength);

/** Why something is done to a person. */
export const personActionInput = z.strictObject({ reason, caseId: caseId.optional() });
