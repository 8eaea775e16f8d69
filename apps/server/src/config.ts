import { hkdfSync } from 'node:crypto';
import { side, type Side } from '@duet/contract';
import { z } from 'zod';
import type { HostIdentity } from './features/users/host-tokens.ts';
import { parseNetwork } from './platform/client-address.ts';
import { FAILPOINT_ACTIONS, FAILPOINTS, type Failpoint } from './platform/failpoints.ts';
import type { IntegrationKey } from './platform/integration-keys.ts';
import { OperatorError } from './platform/operator-error.ts';

/** Everything the server is told from outside. Read once, never changed. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly databaseUrl: string;
  /** What nodes share beside the database; undefined: nothing. */
  readonly redisUrl: string | undefined;
  readonly keys: Keys;
  /** Origins beside the server's own that browsers may come from. */
  readonly allowedOrigins: readonly string[];
  /** Proxies whose word on a client's address counts: addresses and networks. */
  readonly trustedProxies: readonly string[];
  /** The folder of the built web app; undefined serves none. */
  readonly webRoot: string | undefined;
  /** Whether the contract is served for readers, at /docs. */
  readonly docs: boolean;
  readonly demo: boolean;
  /** The host marketplace, where Duet is part of one with people of its own. */
  readonly external: (HostIdentity & { readonly jwksUrl: string }) | undefined;
  /** What the host marketplace's servers may show; none: the integration API is not there. */
  readonly integrationKeys: readonly IntegrationKey[];
  readonly logLevel: string;
  /** What all rates are multiplied by: 1, but for benchmarks and tests of load. */
  readonly rateFactor: number;
  /** What waits for a client (its request to arrive, its answer to a ping) are multiplied by: 1, but for tests. */
  readonly patienceFactor: number;
  /** For tests of crashes; never in production. */
  readonly failpoints: readonly Failpoint[];
}

/** Keys of 32 bytes, each derived from `DUET_SECRET` under its own label: knowing one tells nothing of another. */
export interface Keys {
  readonly accessToken: Uint8Array;
  readonly refreshToken: Uint8Array;
  readonly messageDigest: Uint8Array;
  readonly cursor: Uint8Array;
}

const KEY_BYTES = 32;
/** Signatures with a public key; a shared secret is not for tokens that another party checks. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** What tokens of the host marketplace call who it is, of which session, and what is told of a person. */
const CLAIMS = { id: 'sub', session: 'sid', name: 'name', roles: 'roles', timeZone: 'zoneinfo' };
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Of the people who sign in here by password. */
const BUILT_IN_ISSUER = 'duet';
/** `id.secret` */
const INTEGRATION_KEY = /^([a-z0-9-]{1,32})\.([\w-]+={0,2})$/;
/** `name=action@hit` */
const FAILPOINT = String.raw`(${FAILPOINTS.join('|')})=(${FAILPOINT_ACTIONS.join('|')})@([1-9]\d{0,5})`;

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
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'must be a PostgreSQL address such as postgres://duet:password@localhost:5432/duet',
  }),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a Redis address such as redis://localhost:6379' })
    .optional(),
  DUET_SECRET: z
    .string('must be set: at least 32 random bytes in hex or base64url, kept for good')
    .transform(toBytes)
    .refine((bytes) => bytes.length >= KEY_BYTES, 'must be at least 32 random bytes in hex or base64url'),
  ALLOWED_ORIGINS: z
    .string()
    .transform(toList)
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins such as https://app.example, comma between',
    )
    .default([]),
  TRUSTED_PROXIES: z
    .string()
    .transform(toList)
    .refine(
      (proxies) => proxies.every((proxy) => parseNetwork(proxy) !== undefined),
      'must be addresses or networks such as 10.0.0.7,fd00::/8, comma between',
    )
    .default([]),
  WEB_ROOT: z.string().optional(),
  DOCS: z.enum(['true', 'false'], 'must be true or false').optional(),
  DEMO: z.enum(['true', 'false'], 'must be true or false').default('false'),
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
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const { success, data, error } = environment.safeParse(set);
  if (!success) {
    const [issue] = error.issues;
    throw new OperatorError(`${issue?.path.join('.')} ${issue?.message}.`);
  }
  const production = data.NODE_ENV === 'production';
  const demo = data.DEMO === 'true';
  if (production && demo) {
    throw new OperatorError('DEMO must not be true in production: everybody knows the demo passwords.');
  }
  if (data.INTEGRATION_KEYS.length > 0 && data.EXTERNAL_ISSUER === undefined) {
    throw new OperatorError(
      'EXTERNAL_ISSUER must be set beside INTEGRATION_KEYS: whose people they bring over.',
    );
  }
  if (production && data.DUET_FAILPOINTS.length > 0) {
    throw new OperatorError('DUET_FAILPOINTS must not be set in production: they end the server.');
  }
  return Object.freeze({
    production,
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    keys: deriveKeys(data.DUET_SECRET),
    allowedOrigins: data.ALLOWED_ORIGINS,
    trustedProxies: data.TRUSTED_PROXIES,
    webRoot: data.WEB_ROOT,
    docs: data.DOCS === undefined ? !production : data.DOCS === 'true',
    demo,
    external: toExternal(data),
    integrationKeys: data.INTEGRATION_KEYS,
    logLevel: data.LOG_LEVEL,
    rateFactor: data.RATE_FACTOR,
    patienceFactor: data.PATIENCE_FACTOR,
    failpoints: data.DUET_FAILPOINTS,
  });
}

/** The three variables that say who the host marketplace is stand together. */
function toExternal(data: z.output<typeof environment>): Config['external'] {
  const { EXTERNAL_ISSUER: issuer, EXTERNAL_AUDIENCE: audience, EXTERNAL_JWKS_URL: jwksUrl } = data;
  if (issuer === undefined && audience === undefined && jwksUrl === undefined) return undefined;
  const together = 'must be set: EXTERNAL_ISSUER, EXTERNAL_AUDIENCE and EXTERNAL_JWKS_URL stand together';
  if (issuer === undefined) throw new OperatorError(`EXTERNAL_ISSUER ${together}.`);
  if (audience === undefined) throw new OperatorError(`EXTERNAL_AUDIENCE ${together}.`);
  if (jwksUrl === undefined) throw new OperatorError(`EXTERNAL_JWKS_URL ${together}.`);
  const { protocol, hostname } = new URL(jwksUrl);
  const onThisMachine = data.NODE_ENV !== 'production' && LOOPBACK.has(hostname);
  if (protocol !== 'https:' && !onThisMachine) {
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

function deriveKeys(secret: Uint8Array): Keys {
  const derive = (label: string) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `duet ${label}`, KEY_BYTES));
  return Object.freeze({
    accessToken: derive('access-token'),
    refreshToken: derive('refresh-token'),
    messageDigest: derive('message-digest'),
    cursor: derive('cursor'),
  });
}

/** Hex where it can be hex, else base64url; nothing when it is neither. */
function toBytes(text: string): Uint8Array {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[\w-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : new Uint8Array();
}

function toList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

/** `a=b,c=d`; a name may hold anything but these two signs. What is no pair has an empty end. */
function toPairs(list: string): [string, string][] {
  return list.split(',').map((pair) => {
    const [, from = '', to = ''] = /^\s*([^=]+?)\s*=\s*([^=]+?)\s*$/.exec(pair) ?? [];
    return [from, to];
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
