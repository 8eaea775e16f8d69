import { z } from 'zod';
import { timestamp, uuid } from './ids.ts';
import { LIMITS } from './limits.ts';
import { personName } from './names.ts';

/** The sides of a conversation. A person may be both, in different conversations. */
export const side = z.enum(['customer', 'artist']);
export type Side = z.infer<typeof side>;

/** What an administrator is one as; see `adminPermissions`. */
export const adminRole = z.enum(['viewer', 'investigator', 'auditor', 'owner']);
export type AdminRole = z.infer<typeof adminRole>;

export const role = z.enum([...side.options, ...adminRole.options]);
export type Role = z.infer<typeof role>;

/** Those of a person's roles in which they take part in conversations. */
export function sidesOf(roles: readonly Role[]): Side[] {
  return side.options.filter((one) => roles.includes(one));
}

/** An IANA name such as `Europe/Berlin`. */
export const timeZone = z.string().max(64).refine(isTimeZone, 'time zone');

/** What another participant may know of a person. */
export const person = z.object({
  id: uuid,
  name: z.string(),
  /** IANA name, for showing the other side's local time; `UTC` of whom nobody has told. */
  timeZone: z.string(),
});
export type Person = z.infer<typeof person>;

export const settings = z.object({
  /** Off: the other side sees "delivered" only, from then on. */
  readReceipts: z.boolean(),
  /** Off: the other side sees neither "online" nor "last seen". */
  showPresence: z.boolean(),
});
export type Settings = z.infer<typeof settings>;

/** The signed-in person. */
export const user = person.extend({ email: z.string(), roles: z.array(role), settings });
export type User = z.infer<typeof user>;

export const userPatch = z.strictObject({
  name: personName.optional(),
  timeZone: timeZone.optional(),
  settings: z
    .strictObject({ readReceipts: z.boolean().optional(), showPresence: z.boolean().optional() })
    .optional(),
});
export type UserPatch = z.infer<typeof userPatch>;

export const credentials = z.strictObject({
  email: z.string().min(3).max(LIMITS.emailLength),
  password: z.string().min(1).max(LIMITS.passwordLength),
});

export const passwordChange = z.strictObject({
  currentPassword: credentials.shape.password,
  newPassword: z.string().min(LIMITS.passwordMinLength).max(LIMITS.passwordLength),
});

const token = z.string().min(1).max(2_048);

/** A pair of tokens: the access token lives minutes, the refresh token is used once and replaced. */
export const tokens = z.object({ accessToken: token, refreshToken: token });
export type Tokens = z.infer<typeof tokens>;
export const signedIn = tokens.extend({ user });
export type SignedIn = z.infer<typeof signedIn>;
export const refreshInput = z.strictObject({ refreshToken: token });

/** One of a person's sessions, as they see it. */
export const ownSession = z.object({
  id: uuid,
  /** What the device called itself when it signed in. */
  device: z.string(),
  createdAt: timestamp,
  /** When its tokens were last renewed. */
  renewedAt: timestamp,
  /** The session that asks. */
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof ownSession>;

/** Whether somebody is there. `lastSeenAt` is null for a person who is online, hides it or was never seen. */
export const presence = z.object({ userId: uuid, online: z.boolean(), lastSeenAt: timestamp.nullable() });
export type Presence = z.infer<typeof presence>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // How Intl says that it does not know the name.
    return false;
  }
}
