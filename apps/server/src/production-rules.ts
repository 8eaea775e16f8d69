import type { Environment } from './environment.ts';
import { OperatorError } from './platform/operator-error.ts';

/** Random bytes are hardly ever fewer than this among 32; a repeated word or zeros are. */
const DISTINCT_BYTES = 16;
/** What every example has, and every guess tries first. */
const KNOWN_PASSWORDS = new Set(['', 'duet', 'postgres', 'redis', 'password', 'secret', 'changeme', 'admin']);
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what is right for trying Duet out and wrong where strangers come.
 * @throws OperatorError naming the variable. No value is quoted: it may be a secret.
 */
export function assertFitForProduction(data: Environment): void {
  for (const [isFit, sentence] of rules(data)) if (!isFit) throw new OperatorError(sentence);
}

function rules(data: Environment): [isFit: boolean, sentence: string][] {
  const secrets = [data.DUET_SECRET, ...data.DUET_OTHER_SECRETS];
  return [
    [data.DEMO === 'false', 'DEMO must not be true in production: everybody knows the demo passwords.'],
    [
      data.DUET_FAILPOINTS.length === 0,
      'DUET_FAILPOINTS must not be set in production: they end the server.',
    ],
    [
      secrets.every(isRandom),
      'DUET_SECRET must be random bytes in production, and DUET_OTHER_SECRETS likewise: openssl rand -hex 32 makes some.',
    ],
    [
      data.TLS_CERT !== undefined || data.TRUSTED_PROXIES.length > 0,
      'TLS_CERT and TLS_KEY must be set in production, or TRUSTED_PROXIES, which then are where TLS ends: nothing is served in the clear.',
    ],
    [
      data.S3_BUCKET !== undefined || data.OBJECTS_FOLDER !== undefined,
      // The default is a folder that may be gone with its container.
      'S3_BUCKET or OBJECTS_FOLDER must be set in production: where images are kept.',
    ],
    [
      data.AUDIT_ANCHORS !== undefined,
      'AUDIT_ANCHORS must be set in production: a file outside the database that is told where the audit log ends.',
    ],
    [
      data.AUDIT_DATABASE_URL !== undefined,
      'AUDIT_DATABASE_URL must be set in production: how the role signs in that adds to the audit log.',
    ],
    [
      data.MIGRATE_DATABASE_URL === undefined,
      'MIGRATE_DATABASE_URL must not be set for a server in production: it is for migrations, which own the tables.',
    ],
    ...rulesOfDatabase('DATABASE_URL', data.DATABASE_URL),
    ...rulesOfDatabase('AUDIT_DATABASE_URL', data.AUDIT_DATABASE_URL ?? data.DATABASE_URL),
    [
      data.REDIS_URL === undefined ||
        isHere(data.REDIS_URL) ||
        (data.REDIS_URL.startsWith('rediss:') && isGuarded(data.REDIS_URL)),
      'REDIS_URL must be a rediss address with a password of its own in production, unless Redis is on this machine.',
    ],
    [
      data.ALLOWED_ORIGINS.every((origin) => origin.startsWith('https:')),
      'ALLOWED_ORIGINS must be https in production: anybody on the way can write what a page of http says.',
    ],
  ];
}

function rulesOfDatabase(name: string, url: string): [isFit: boolean, sentence: string][] {
  return [
    [
      isHere(url) || new URL(url).searchParams.get('sslmode') === 'verify-full',
      `${name} must have sslmode=verify-full in production, unless the database is on this machine.`,
    ],
    [
      isHere(url) || isGuarded(url),
      `${name} must have a password of its own in production, unless the database is on this machine.`,
    ],
  ];
}

function isRandom(secret: Uint8Array): boolean {
  return new Set(secret).size >= DISTINCT_BYTES;
}

/** On this machine: over loopback, or over a socket of the file system. */
function isHere(url: string): boolean {
  const { hostname, searchParams } = new URL(url);
  return LOOPBACK.has(hostname) || (searchParams.get('host') ?? hostname).startsWith('/');
}

/** Whether whoever knows the examples does not know the password. */
function isGuarded(url: string): boolean {
  const { password, username } = new URL(url);
  return !KNOWN_PASSWORDS.has(decodeURIComponent(password)) && password !== username;
}
