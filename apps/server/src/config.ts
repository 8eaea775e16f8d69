import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { contactPolicy, side, type ContactPolicy, type Side } from '@duet/contract';
import { z } from 'zod';
import type { HostIdentity } from './features/users/host-tokens.ts';
import { parseNetwork } from './platform/client-address.ts';
import { FAILPOINT_ACTIONS, FAILPOINTS, type Failpoint } from './platform/failpoints.ts';
import type { IntegrationKey } from './platform/integration-keys.ts';
import type { KeyRing } from './platform/key-ring.ts';
import type { CloudFrontKey } from './platform/objects/cloudfront.ts';
import type { S3Bucket } from './platform/objects/s3-store.ts';
import { OperatorError } from './platform/operator-error.ts';
import { assertFitForProduction } from './production-rules.ts';

/** Everything the server is told from outside. Read once, never changed. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** What this server ends TLS with itself, in PEM; undefined: its listener is plain. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly databaseUrl: string;
  /** The same database for the role that adds to the audit log and may do nothing else. */
  readonly auditDatabaseUrl: string;
  /** What nodes share beside the database; undefined: nothing. */
  readonly redisUrl: string | undefined;
  /** Where images are kept: in a folder, or in a bucket and perhaps behind a CDN. */
  readonly objects:
    { readonly folder: string } | { readonly bucket: S3Bucket; readonly cdn: CloudFrontKey | undefined };
  /** The file that is told where the audit log ends: outside the database. */
  readonly auditAnchors: string;
  readonly keys: Keys;
  /** Origins beside the server's own that browsers may come from. */
  readonly allowedOrigins: readonly string[];
  /** Where alone administrators are let in; undefined: wherever the server is reached. */
  readonly adminOrigin: string | undefined;
  /** Whether administrators without a second factor may do nothing but set one up. */
  readonly adminSecondFactor: 'required' | 'optional';
  /** Proxies whose word on a client's address counts: addresses and networks. */
  readonly trustedProxies: readonly string[];
  /** The folder of the built web app; undefined serves none. */
  readonly webRoot: string | undefined;
  /** The folder of the built dashboard; undefined serves none. */
  readonly adminRoot: string | undefined;
  /** Whether the contract is served for readers, at /docs. */
  readonly docs: boolean;
  readonly demo: boolean;
  /** The page that shows people of the demo side by side: it alone may frame the app. */
  readonly demoPage: string | undefined;
  /** The host marketplace, where Duet is part of one with people of its own. */
  readonly external: (HostIdentity & { readonly jwksUrl: string }) | undefined;
  /** What the host marketplace's servers may show; none: the integration API is not there. */
  readonly integrationKeys: readonly IntegrationKey[];
  readonly logLevel: string;
  /** For how many days messages are kept; undefined: for good. */
  readonly retentionDays: number | undefined;
  /** What becomes of contact details in messages until a booking of the two is accepted. */
  readonly contactPolicy: ContactPolicy;
  /** For how long an account is new, and how many conversations it may begin a day meanwhile. */
  readonly newAccount: { readonly days: number; readonly conversations: number };
  /** What all rates are multiplied by: 1, but for benchmarks and tests of load. */
  readonly rateFactor: number;
  /** What waits for a client (its request to arrive, its answer to a ping) are multiplied by: 1, but for tests. */
  readonly patienceFactor: number;
  /** For tests of crashes; never in production. */
  readonly failpoints: readonly Failpoint[];
}

/**
 * Keys of 32 bytes, each derived from a secret under its own label: knowing one tells nothing of another. The first of
 * each is of `DUET_SECRET`, the others are of `DUET_OTHER_SECRETS`.
 */
export interface Keys {
  readonly accessToken: KeyRing;
  readonly refreshToken: KeyRing;
  readonly messageDigest: KeyRing;
  readonly cursor: KeyRing;
  readonly objects: KeyRing;
  readonly auditAnchor: KeyRing;
  readonly csrf: KeyRing;
  readonly packs: KeyRing;
  readonly limits: KeyRing;
  readonly secondFactor: KeyRing;
}

const KEY_BYTES = 32;
/** Signatures with a public key; a shared secret is not for tokens that another party checks. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** What tokens of the host marketplace call who it is, of which session, and what is told of a person. */
const CLAIMS = { id: 'sub', session: 'sid', name: 'name', roles: 'roles', timeZone: 'zoneinfo' };
/** Of whoever runs it on their own machine, and says nothing else. */
const OBJECTS_FOLDER = '.duet/objects';
const ANCHORS_FILE = '.duet/audit-anchors.jsonl';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Of the people who sign in here by password. */
const BUILT_IN_ISSUER = 'duet';
/** `id.secret` */
const INTEGRATION_KEY = /^([a-z0-9-]{1,32})\.([\w-]+={0,2})$/;
/** `name=action@hit` */
const FAILPOINT = String.raw`(${FAILPOINTS.join('|')})=(${FAILPOINT_ACTIONS.join('|')})@([1-9]\d{0,5})`;

const PEM_CERT = 'must be a certificate in PEM, followed by those that vouch for it';
const PEM_KEY = 'must be the private key of TLS_CERT in PEM';
/** What a secret has to be, wherever it comes from. */
const SECRET = 'must be at least 32 random bytes in hex or base64url';

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a PostgreSQL address such as postgres://duet:password@localhost:5432/duet',
});

const environment = z.object({
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

/**
 * The server's configuration from environment variables; one that is empty counts as not set.
 * @throws OperatorError naming the variable that is missing or wrong. No value is quoted: it may be a secret.
 */
export function readConfig(variables: Record<string, string | undefined> = process.env): Config {
  const data = parse(environment, variables);
  const production = data.NODE_ENV === 'production';
  const demo = data.DEMO === 'true';
  if (data.DEMO_PAGE !== undefined && !demo) {
    throw new OperatorError('DEMO_PAGE must not be set without DEMO: nobody else frames the app.');
  }
  if (data.INTEGRATION_KEYS.length > 0 && data.EXTERNAL_ISSUER === undefined) {
    throw new OperatorError(
      'EXTERNAL_ISSUER must be set beside INTEGRATION_KEYS: whose people they bring over.',
    );
  }
  if (production) assertFitForProduction(data);
  return Object.freeze({
    production,
    host: data.HOST,
    port: data.PORT,
    tls: toTls(data),
    databaseUrl: data.DATABASE_URL,
    // Where whoever signs in owns all, as may be outside production, there is nothing to keep apart.
    auditDatabaseUrl: data.AUDIT_DATABASE_URL ?? data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    objects: toObjects(data),
    auditAnchors: data.AUDIT_ANCHORS ?? ANCHORS_FILE,
    keys: deriveKeys([data.DUET_SECRET, ...data.DUET_OTHER_SECRETS]),
    allowedOrigins: data.ALLOWED_ORIGINS,
    adminOrigin: data.ADMIN_ORIGIN,
    adminSecondFactor: data.ADMIN_SECOND_FACTOR ?? (production ? 'required' : 'optional'),
    trustedProxies: data.TRUSTED_PROXIES,
    webRoot: data.WEB_ROOT,
    adminRoot: data.ADMIN_ROOT,
    docs: data.DOCS === undefined ? !production : data.DOCS === 'true',
    demo,
    demoPage: data.DEMO_PAGE,
    external: toExternal(data),
    integrationKeys: data.INTEGRATION_KEYS,
    logLevel: data.LOG_LEVEL,
    retentionDays: data.RETENTION_DAYS,
    contactPolicy: data.CONTACT_POLICY,
    newAccount: Object.freeze({
      days: data.NEW_ACCOUNT_DAYS,
      conversations: data.NEW_ACCOUNT_CONVERSATIONS * data.RATE_FACTOR,
    }),
    rateFactor: data.RATE_FACTOR,
    patienceFactor: data.PATIENCE_FACTOR,
    failpoints: data.DUET_FAILPOINTS,
  });
}

/**
 * The address of the database for who owns its tables: what migrations need, and no server.
 * @throws OperatorError when it is missing or wrong
 */
export function readMigrateUrl(variables: Record<string, string | undefined> = process.env): string {
  return parse(z.object({ MIGRATE_DATABASE_URL: postgresUrl }), variables).MIGRATE_DATABASE_URL;
}

function parse<T>(schema: z.ZodType<T>, variables: Record<string, string | undefined>): T {
  const { success, data, error } = schema.safeParse(readFiles(variables));
  if (success) return data;
  const [issue] = error.issues;
  throw new OperatorError(`${issue?.path.join('.')} ${issue?.message}.`);
}

type Environment = z.output<typeof environment>;

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

/** The values of variables that stand together; undefined when none of them is set. */
function together<N extends keyof Environment>(
  data: Environment,
  ...names: N[]
): { [K in N]: NonNullable<Environment[K]> } | undefined {
  const missing = names.filter((name) => data[name] === undefined);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0) {
    const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
    throw new OperatorError(`${missing[0]} must be set: ${list} stand together.`);
  }
  return data as { [K in N]: NonNullable<Environment[K]> };
}

function toTls(data: Environment): Config['tls'] {
  const tls = together(data, 'TLS_CERT', 'TLS_KEY');
  return tls && Object.freeze({ cert: tls.TLS_CERT, key: tls.TLS_KEY });
}

/** In a folder, unless there is a bucket. */
function toObjects(data: Environment): Config['objects'] {
  const s3 = together(data, 'S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY');
  const cdn = together(data, 'CLOUDFRONT_URL', 'CLOUDFRONT_KEY_PAIR_ID', 'CLOUDFRONT_PRIVATE_KEY');
  if (!s3) {
    if (cdn) throw new OperatorError('S3_BUCKET must be set beside CLOUDFRONT_URL: what it is a CDN of.');
    return Object.freeze({ folder: data.OBJECTS_FOLDER ?? OBJECTS_FOLDER });
  }
  if (data.OBJECTS_FOLDER !== undefined) {
    throw new OperatorError('OBJECTS_FOLDER must not be set beside S3_BUCKET: images are kept in one place.');
  }
  if (data.S3_ENDPOINT !== undefined && !isSecure(data.S3_ENDPOINT, data)) {
    throw new OperatorError(
      'S3_ENDPOINT must be an https address; http is for one on this machine, outside production.',
    );
  }
  return Object.freeze({
    bucket: Object.freeze({
      bucket: s3.S3_BUCKET,
      region: s3.S3_REGION,
      endpoint: data.S3_ENDPOINT,
      accessKeyId: s3.S3_ACCESS_KEY_ID,
      secretAccessKey: s3.S3_SECRET_ACCESS_KEY,
    }),
    cdn: cdn && {
      url: cdn.CLOUDFRONT_URL,
      keyPairId: cdn.CLOUDFRONT_KEY_PAIR_ID,
      privateKey: cdn.CLOUDFRONT_PRIVATE_KEY,
    },
  });
}

function toExternal(data: Environment): Config['external'] {
  const external = together(data, 'EXTERNAL_ISSUER', 'EXTERNAL_AUDIENCE', 'EXTERNAL_JWKS_URL');
  if (!external) return undefined;
  const { EXTERNAL_ISSUER: issuer, EXTERNAL_AUDIENCE: audience, EXTERNAL_JWKS_URL: jwksUrl } = external;
  if (!isSecure(jwksUrl, data)) {
    throw new OperatorError(
      'EXTERNAL_JWKS_URL must be an https address; http is for one on this machine, outside production.',
    );
  }
  return Object.freeze({
    issuer,
    audience,
    jwksUrl,
    algorithms: data.EXTERNAL_ALGORITHMS,
    claims: data.EXTERNAL_CLAIMS,
    roles: data.EXTERNAL_ROLES,
  });
}

/** https, or on this machine and outside production. */
function isSecure(url: string, { NODE_ENV }: Environment): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (NODE_ENV !== 'production' && LOOPBACK.has(hostname));
}

function deriveKeys(secrets: KeyRing): Keys {
  const derive = (label: string): KeyRing => {
    const [own, ...others] = secrets;
    const of = (secret: Uint8Array) =>
      new Uint8Array(hkdfSync('sha256', secret, '', `duet ${label}`, KEY_BYTES));
    return [of(own), ...others.map(of)];
  };
  return Object.freeze({
    accessToken: derive('access-token'),
    refreshToken: derive('refresh-token'),
    messageDigest: derive('message-digest'),
    cursor: derive('cursor'),
    objects: derive('objects'),
    auditAnchor: derive('audit-anchor'),
    csrf: derive('csrf'),
    packs: derive('packs'),
    limits: derive('limits'),
    secondFactor: derive('second-factor'),
  });
}

/** Hex where it can be hex, else base64url; nothing when it is neither. */
function toBytes(text: string): Uint8Array {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[\w-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : new Uint8Array();
}

function toRsaKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

function toList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

/** `a=b,c=d`; a name may hold anything but these two signs. What is no pair has an empty end. */
function toPairs(list: string): [string, string][] {
  return list.split(',').map((pair) => {
    const [from, to, ...more] = pair.split('=').map((end) => end.trim());
    return from && to && more.length === 0 ? [from, to] : ['', ''];
  });
}

function isAlgorithm(name: string): boolean {
  return ALGORITHMS.some((known) => known === name);
}

/** What is no key has an empty secret. */
function toIntegrationKeys(list: string): IntegrationKey[] {
  return list.split(',').map((key) => {
    const [, id = '', secret = ''] = INTEGRATION_KEY.exec(key.trim()) ?? [];
    return { id, secret };
  });
}

function toFailpoints(list: string): Failpoint[] {
  return [...list.matchAll(new RegExp(FAILPOINT, 'g'))].map(
    ([, name, action, hit]) => ({ name, action, hit: Number(hit) }) as Failpoint,
  );
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}
