import { z } from 'zod';

// What finds them is in contact-details.ts, by itself: not everybody who speaks of them has to look.

/** How people can be reached, or paid, past the marketplace. */
export const contactKind = z.enum(['phone', 'email', 'handle', 'link', 'payment']);
export type ContactKind = z.infer<typeof contactKind>;

/** What becomes of contact details: nothing, both people are told, or the other side does not see them. */
export const contactPolicy = z.enum(['off', 'warn', 'mask']);
export type ContactPolicy = z.infer<typeof contactPolicy>;

/** What an author did who was told of contact details before sending: wrote it anew, sent it, or said that it is none. */
export const contactWarning = z.strictObject({
  kinds: z.array(contactKind).min(1).max(contactKind.options.length),
  outcome: z.enum(['edited', 'sent', 'wrong']),
});
export type ContactWarning = z.infer<typeof contactWarning>;
