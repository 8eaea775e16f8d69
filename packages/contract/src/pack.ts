import { z } from 'zod';
import { timestamp, uuid } from './ids.ts';
import { namedPerson } from './oversight.ts';

/** A dispute pack: all of one conversation in a signed archive, made by a job. */
export const pack = z.object({
  id: uuid,
  conversationId: uuid,
  customer: namedPerson,
  artist: namedPerson,
  caseId: z.string(),
  madeBy: namedPerson,
  createdAt: timestamp,
  /** How far it has come, and how many messages there are. */
  messagesDone: z.number().int().nonnegative(),
  messages: z.number().int().nonnegative(),
  doneAt: timestamp.nullable(),
  /** Until when its file is there; null when it is not. */
  fileUntil: timestamp.nullable(),
});
export type Pack = z.infer<typeof pack>;

/** Where a pack's file (a tar, compressed by gzip) can be had until `expiresAt`. */
export const packFile = z.object({ url: z.string(), expiresAt: timestamp });
export type PackFile = z.infer<typeof packFile>;
