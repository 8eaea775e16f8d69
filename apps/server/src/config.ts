import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import { FAILPOINT_ACTIONS, FAILPOINTS, type Failpoint } from './platform/failpoints.ts';
import { OperatorError } from './platform/operator-error.ts';

/** Everything the server is told from outside. Read once, never changed. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly keys: Keys;
  /** Origins beside the server's own that browsers may come from. */
  readonly allowedOrigins: readonly string[];
  /** The folder of the built web app; undefined serves none. */
  readonly webRoot: string | undefined;
  /** Whether the contract is served for readers, at /docs. */
  readonly docs: boolean;
  readonly demo: boolean;
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
  DUET_SECRET: z
    .string('must be set: at least 32 random bytes in hex or base64url, kept for good')
    .transform(toBytes)
    .refine((bytes) => bytes.length >= KEY_BYTES, 'must be at least 32 random bytes in hex or base64url'),
  ALLOWED_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins such as https://app.example, comma between',
    )
    .default([]),
  WEB_ROOT: z.string().optional(),
  DOCS: z.enum(['true', 'false'], 'must be true or false').optional(),
  DEMO: z.enum(['true', 'false'], 'must be true or false').default('false'),
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
  if (production && data.DUET_FAILPOINTS.length > 0) {
    throw new OperatorError('DUET_FAILPOINTS must not be set in production: they end the server.');
  }
  return Object.freeze({
    production,
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    keys: deriveKeys(data.DUET_SECRET),
    allowedOrigins: data.ALLOWED_ORIGINS,
    webRoot: data.WEB_ROOT,
    docs: data.DOCS === undefined ? !production : data.DOCS === 'true',
    demo,
    logLevel: data.LOG_LEVEL,
    rateFactor: data.RATE_FACTOR,
    patienceFactor: data.PATIENCE_FACTOR,
    failpoints: data.DUET_FAILPOINTS,
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

function toFailpoints(list: string): Failpoint[] {
  return [...list.matchAll(new RegExp(FAILPOINT, 'g'))].map(
    ([, name, action, hit]) => ({ name, action, hit: Number(hit) }) as Failpoint,
  );
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}
