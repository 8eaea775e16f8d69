import type { ContactPolicy } from '@duet/contract';
import { z } from 'zod';
import { environment, parse, postgresUrl, type Environment } from './environment.ts';
import type { HostIdentity } from './features/users/host-tokens.ts';
import { deriveKeys, type Keys } from './keys.ts';
import type { Failpoint } from './platform/failpoints.ts';
import type { IntegrationKey } from './platform/integration-keys.ts';
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

/** Of whoever runs it on their own machine, and says nothing else. */
const OBJECTS_FOLDER = '.duet/objects';
const ANCHORS_FILE = '.duet/audit-anchors.jsonl';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

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
