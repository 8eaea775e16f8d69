import { z } from 'zod';

/** A UUID in canonical lower-case form; PostgreSQL would also take braces and capitals, the wire does not. */
export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'uuid');

/** A position in a conversation; 0 is before its first message. Bounded by PostgreSQL's integer. */
export const seq = z.number().int().min(0).max(2_147_483_647);

/** A moment, ISO 8601 in UTC with milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 });

/** An opaque position in a list; made and signed by the server, sent back as it is. */
export const cursor = z.string().min(1).max(300);

/** A sequence number in a query string. */
export const querySeq = z
  .string()
  .regex(/^\d{1,10}$/, 'seq')
  .transform(Number)
  .pipe(seq);
