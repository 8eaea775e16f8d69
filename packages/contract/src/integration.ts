import { z } from 'zod';
import { booking, bookingStatus } from './booking.ts';
import { uuid } from './ids.ts';
import { LIMITS } from './limits.ts';
import { personName } from './names.ts';
import { line } from './text.ts';
import { side, timeZone } from './user.ts';

/** What the host marketplace calls a person or a booking: its own id, taken as it is. */
export const externalId = line(LIMITS.externalIdLength);

/**
 * Rises with every change of the host's row: a counter, or the row's "updated at" in milliseconds. What comes late, and
 * what comes twice, is told by it and changes nothing.
 */
export const hostVersion = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Any offset will do; years that PostgreSQL or a screen has no use for will not. */
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((iso) => iso >= '1970' && iso < '9999', 'year');

/** A person as the host marketplace has them. What is optional and not named stays as it is. */
export const hostUserInput = z.strictObject({
  version: hostVersion,
  name: personName,
  /** Nobody becomes an administrator from outside. */
  roles: z.array(side).min(1).max(2),
  timeZone: timeZone.optional(),
  /** true: no session of theirs is worth anything, until a newer version says false. */
  suspended: z.boolean().optional(),
});
export type HostUserInput = z.infer<typeof hostUserInput>;

/** A person as Duet has them for the host marketplace; `id` is what conversations and bookings name. */
export const hostUser = z.object({
  id: uuid,
  externalId: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  timeZone: z.string(),
  suspended: z.boolean(),
});
export type HostUser = z.infer<typeof hostUser>;

/** A booking as the host marketplace has it. Its customer and its artist are known to Duet before it is. */
export const hostBookingInput = z
  .strictObject({
    version: hostVersion,
    /** The short code people quote, unique within the marketplace. */
    code: line(40),
    customerId: externalId,
    artistId: externalId,
    title: line(200),
    startsAt: moment,
    endsAt: moment,
    /** In the smallest unit of `currency` (ISO 4217). */
    price: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    currency: z.string().regex(/^[A-Z]{3}$/, 'currency'),
    status: bookingStatus,
  })
  .refine(({ startsAt, endsAt }) => startsAt <= endsAt, { path: ['endsAt'], message: 'before startsAt' });
export type HostBookingInput = z.infer<typeof hostBookingInput>;

export const hostBookingStatusInput = z.strictObject({ version: hostVersion, status: bookingStatus });
export type HostBookingStatusInput = z.infer<typeof hostBookingStatusInput>;

/** `applied` is false when the same or a newer version had been here before; the rest is what stands. */
export const hostUserResult = z.object({ user: hostUser, applied: z.boolean() });
export const hostBookingResult = z.object({ booking, applied: z.boolean() });
