import { readFileSync } from 'node:fs';
import { contactPolicy, side, type Side } from '@duet/contract';
import { z } from 'zod';
import {
  ALGORITHMS,
  FAILPOINT,
  isAlgorithm,
  isOrigin,
  toBytes,
  toFailpoints,
  toIntegrationKeys,
  toList,
  toPairs,
  toRsaKey,
} from './environment-values.ts';
import { KEY_BYTES } from './keys.ts';
import { parseNetwork } from './platform/client-address.ts';
import { OperatorError } from './platform/operator-error.ts';

/** What tokens of the host marketplace call who it is, of which session, and what is told of a person. */
const CLAIMS = { id: 'sub', session: 'sid', name: 'name', roles: 'roles', timeZone: 'zoneinfo' };
/** Of the people who sign in here by password. */
const BUILT_IN_ISSUER = 'duet';
const PEM_CERT = 'must be a certificate in PEM, followed by those that vouch for it';
const PEM_KEY = 'must be the private key of TLS_CERT in PEM';
/** What a secret has to be, wherever it comes from. */
const SECRET = 'must be at least 32 random bytes in hex or base64url';

/** The address of a database. */
export const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a PostgreSQL address such as postgres://duet:password@localhost:5432/duet',
});

/** What the environment may say, and what holds where it says nothing. */
export const environment = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], 'must be development, test or production')
    .default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number')
    .default(5240),
  TLS_CERT: z.string().includes('-----BEGIN CERTIFICATE-----', PEM_CERT).optional(),
  TLS_KEY: z
    .string()
    .regex(/-----BEGIN [A-Z ]*PRIVATE KEY-----/, PEM_KEY)
    .optional(),
  DATABASE_URL: postgresUrl,
  AUDIT_DATABASE_URL: postgresUrl.optional(),
  MIGRATE_DATABASE_URL: postgresUrl.optional(),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a Redis address such as redis://localhost:6379' })
    .optional(),
  OBJECTS_FOLDER: z.string().optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be a region such as eu-central-1')
    .optional(),
  S3_ENDPOINT: z.string().refine(isOrigin, 'must be an origin such as https://s3.example').optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  CLOUDFRONT_URL: z
    .string()
    .refine(
      (url) => isOrigin(url) && url.startsWith('https:'),
      'must be an origin such as https://images.example',
    )
    .optional(),
  CLOUDFRONT_KEY_PAIR_ID: z
    .string()
    .regex(/^\w+$/, 'must be the id of a public key in CloudFront')
    .optional(),
  CLOUDFRONT_PRIVATE_KEY: z
    .string()
    .transform(toRsaKey)
    .refine((key) => key !== undefined, 'must be an RSA key in PEM, its line ends as they are or as \\n')
    .optional(),
  AUDIT_ANCHORS: z.string().optional(),
  DUET_SECRET: z
    .string('must be set: at least 32 random bytes in hex or base64url, kept for good')
    .transform(toBytes)
    .refine((bytes) => bytes.length >= KEY_BYTES, SECRET),
  DUET_OTHER_SECRETS: z
    .string()
    .transform((text) => toList(text).map(toBytes))
    .refine((secrets) => secrets.every((bytes) => bytes.length >= KEY_BYTES), `${SECRET} each, comma between`)
    .default([]),
  ALLOWED_ORIGINS: z
    .string()
    .transform(toList)
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins such as https://app.example, comma between',
    )
    .default([]),
  ADMIN_ORIGIN: z.string().refine(isOrigin, 'must be an origin such as https://admin.example').optional(),
  ADMIN_SECOND_FACTOR: z.enum(['required', 'optional'], 'must be required or optional').optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform(toList)
    .refine(
      (proxies) => proxies.every((proxy) => parseNetwork(proxy) !== undefined),
      'must be addresses or networks such as 10.0.0.7,fd00::/8, comma between',
    )
    .default([]),
  WEB_ROOT: z.string().optional(),
  ADMIN_ROOT: z.string().optional(),
  DOCS: z.enum(['true', 'false'], 'must be true or false').optional(),
  DEMO: z.enum(['true', 'false'], 'must be true or false').default('false'),
  DEMO_PAGE: z.string().refine(isOrigin, 'must be an origin such as http://localhost:5250').optional(),
  EXTERNAL_ISSUER: z
    .string()
    .max(255, 'must be at most 255 characters')
    .refine((issuer) => issuer !== BUILT_IN_ISSUER, 'must be another name than our own people have')
    .optional(),
  EXTERNAL_AUDIENCE: z.string().optional(),
  EXTERNAL_JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an https address' }).optional(),
  EXTERNAL_ALGORITHMS: z
    .string()
    .transform(toList)
    .refine((names) => names.every(isAlgorithm), `must be some of ${ALGORITHMS.join(', ')}, comma between`)
    .default(['RS256']),
  EXTERNAL_CLAIMS: z
    .string()
    .transform(toPairs)
    .refine(
      (pairs) => pairs.every(([ours]) => Object.hasOwn(CLAIMS, ours)),
      `must be pairs such as roles=https://shop.example/roles, of ${Object.keys(CLAIMS).join(', ')}, comma between`,
    )
    .transform((pairs) => ({ ...CLAIMS, ...(Object.fromEntries(pairs) as Partial<typeof CLAIMS>) }))
    .default(CLAIMS),
  EXTERNAL_ROLES: z
    .string()
    .transform(toPairs)
    .refine(
      (pairs): pairs is [string, Side][] => pairs.every(([, ours]) => side.safeParse(ours).success),
      'must be pairs such as buyer=customer,seller=artist',
    )
    .transform((pairs) => new Map(pairs))
    .default(
      new Map([
        ['customer', 'customer'],
        ['artist', 'artist'],
      ]),
    ),
  INTEGRATION_KEYS: z
    .string()
    .transform(toIntegrationKeys)
    .refine(
      (keys) => keys.every(({ secret }) => toBytes(secret).length >= KEY_BYTES),
      'must be keys such as shop-1.<at least 32 random bytes in hex or base64url>, comma between',
    )
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'must be keys of different ids')
    .default([]),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  RETENTION_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a number of days')
    .transform(Number)
    .optional(),
  CONTACT_POLICY: z.enum(contactPolicy.options, 'must be off, warn or mask').default('warn'),
  NEW_ACCOUNT_DAYS: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a number of days')
    .transform(Number)
    .default(7),
  NEW_ACCOUNT_CONVERSATIONS: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a number of conversations')
    .transform(Number)
    .default(50),
  RATE_FACTOR: z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number from 1 to 999999')
    .transform(Number)
    .refine((factor) => factor >= 1, 'must be a whole number from 1 to 999999')
    .default(1),
  PATIENCE_FACTOR: z
    .string()
    .regex(/^(1|0\.\d{1,3})$/, 'must be a number from 0.001 to 1')
    .transform(Number)
    .refine((factor) => factor > 0, 'must be a number from 0.001 to 1')
    .default(1),
  DUET_FAILPOINTS: z
    .string()
    .regex(
      new RegExp(`^${FAILPOINT}(,${FAILPOINT})*$`),
      'must be failpoints such as commit-ack=kill@20, comma between',
    )
    .transform(toFailpoints)
    .default([]),
});

/** What it says. */
export type Environment = z.output<typeof environment>;

/**
 * What is set, NAME being what the file `NAME_FILE` has in it: the way secrets get into a container without standing in
 * its environment. The line end that most files have belongs to none.
 * @throws OperatorError for a file that cannot be read, and for both at once
 */
export function readFiles(variables: Record<string, string | undefined>): Record<string, string | undefined> {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  for (const name of Object.keys(environment.shape)) {
    const path = set[`${name}_FILE`];
    if (path === undefined) continue;
    if (set[name] !== undefined)
      throw new OperatorError(`${name}_FILE must not be set beside ${name}: one of them counts.`);
    try {
      set[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
      delete set[`${name}_FILE`];
    } catch (error) {
      throw new OperatorError(`${name}_FILE must be a file that can be read.`, { cause: error });
    }
  }
  return set;
}

/** @throws OperatorError naming the variable that is missing or wrong, and not its value */
export function parse<T>(schema: z.ZodType<T>, variables: Record<string, string | undefined>): T {
  const { success, data, error } = schema.safeParse(readFiles(variables));
  if (success) return data;
  const [issue] = error.issues;
  throw new OperatorError(`${issue?.path.join('.')} ${issue?.message}.`);
}
