import { z } from 'zod';
import { booking } from './booking.ts';
import { conversation } from './conversation.ts';
import { uuid } from './ids.ts';
import { message } from './message.ts';

/** A moment in the life of the database; made and signed by the server for one person, sent back as it is. */
export const syncCursor = z.string().min(1).max(8_000);

/** A conversation that changed; its watermarks are the receipts. */
export const syncedConversation = z.object({
  conversation,
  /** The newest, without a hole between them, ascending. */
  messages: z.array(message),
  /** Older ones that were edited or unsent since. */
  revised: z.array(message),
});

/**
 * What changed for a person since a cursor. `cursor` is what the next request names: with `hasMore` it asks for the
 * rest, else for what changes from now on. After `reset` nothing that was cached holds: everything is loaded anew, and
 * what follows holds for what is loaded after this answer.
 */
export const syncPage = z.object({
  cursor: syncCursor,
  /** Another one: the database is not the one the client knew, but restored from a backup. */
  epoch: uuid,
  reset: z.boolean(),
  hasMore: z.boolean(),
  conversations: z.array(syncedConversation),
  bookings: z.array(booking),
});
export type SyncPage = z.infer<typeof syncPage>;
