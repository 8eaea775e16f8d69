import { z } from 'zod';
import { timestamp, uuid } from './ids.ts';
import { adminRole, credentials, ownSession, type AdminRole } from './user.ts';

/**
 * What an administrator may do. `find`: lists of conversations and people, without a word of what was written. `open`:
 * read one conversation under a case. `act`: suspend people and end their sessions. `audit`: read who did what.
 */
export const adminPermission = z.enum(['find', 'open', 'act', 'audit']);
export type AdminPermission = z.infer<typeof adminPermission>;

/** Nobody reads content by looking after the audit, and nobody who reads content looks after the audit by that. */
const PERMISSIONS: Readonly<Record<AdminRole, readonly AdminPermission[]>> = {
  viewer: ['find'],
  investigator: ['find', 'open', 'act'],
  auditor: ['audit'],
  owner: adminPermission.options,
};

/** What somebody with these roles may do as an administrator; empty for everybody else. */
export function adminPermissions(roles: readonly string[]): AdminPermission[] {
  const granted = new Set(
    adminRole.options.flatMap((role) => (roles.includes(role) ? PERMISSIONS[role] : [])),
  );
  return adminPermission.options.filter((permission) => granted.has(permission));
}

/** The cookie of an administrator's session. Browsers take it from this host alone, over TLS or from localhost. */
export const ADMIN_COOKIE = '__Host-duet-admin';

/** Every request of the dashboard that changes something carries this header, with the session's `csrfToken`. */
export const CSRF_HEADER = 'x-csrf-token';

/** A signed-in administrator. */
export const administrator = z.object({
  id: uuid,
  name: z.string(),
  email: z.string(),
  roles: z.array(adminRole),
  permissions: z.array(adminPermission),
});
export type Administrator = z.infer<typeof administrator>;

/** An administrator's session: its cookie is the browser's, this is for the page. */
export const adminSession = z.object({
  administrator,
  csrfToken: z.string(),
  expiresAt: timestamp,
  secondFactor: z.object({
    /** Since when the administrator has one; null: they have none. */
    since: timestamp.nullable(),
    /** How many recovery codes are left. */
    recoveryCodes: z.number().int().min(0),
    /** Without one, nothing can be done but to set one up. */
    required: z.boolean(),
  }),
});
export type AdminSession = z.infer<typeof adminSession>;

/** What an authenticator shows (RFC 6238: six digits, for 30 seconds), or a recovery code; spaces and hyphens mean nothing. */
export const secondFactorCode = z
  .string()
  .max(40)
  .transform((code) => code.replaceAll(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^(\d{6}|[A-Z2-7]{16})$/, 'code'));

export const adminCredentials = credentials.extend({ code: secondFactorCode.optional() });

/** Whoever sets up a second factor shows that they are who they are; `code` is one of the factor it replaces. */
export const secondFactorBeginning = z.strictObject({
  password: credentials.shape.password,
  code: secondFactorCode.optional(),
});
/** What an authenticator is told: as text, and as the address that it reads from a picture. Nothing is kept yet. */
export const secondFactorEnrolment = z.object({
  /** To be shown again with the first code, within ten minutes. */
  enrolment: z.string(),
  secret: z.string(),
  uri: z.string(),
});
export type SecondFactorEnrolment = z.infer<typeof secondFactorEnrolment>;
export const secondFactorConfirmation = z.strictObject({
  enrolment: z.string().min(1).max(400),
  code: secondFactorCode,
});
export const ownAdminSession = ownSession.omit({ renewedAt: true }).extend({ expiresAt: timestamp });
export type OwnAdminSession = z.infer<typeof ownAdminSession>;
