import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const SECRET = '5e'.repeat(32);
const minimal = { DATABASE_URL: 'postgres://duet:hidden@localhost:5432/duet', DUET_SECRET: SECRET };
const inProduction = {
  ...minimal,
  AUDIT_DATABASE_URL: 'postgres://duet_audit:hidden@localhost:5432/duet',
  NODE_ENV: 'production',
  DUET_SECRET: randomBytes(32).toString('hex'),
  OBJECTS_FOLDER: '/srv/objects',
  AUDIT_ANCHORS: '/srv/anchors',
  TRUSTED_PROXIES: '10.0.0.7',
};

/** A key that is good for nothing else. */
const CDN = {
  CLOUDFRONT_URL: 'https://images.example',
  CLOUDFRONT_KEY_PAIR_ID: 'K1',
  CLOUDFRONT_PRIVATE_KEY: generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey,
};

describe('readConfig', () => {
  it('needs a database and a secret, and has a default for the rest', () => {
    const { keys, ...config } = readConfig(minimal);
    expect(config).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 5240,
      databaseUrl: minimal.DATABASE_URL,
      auditDatabaseUrl: minimal.DATABASE_URL,
      objects: { folder: '.duet/objects' },
      auditAnchors: '.duet/audit-anchors.jsonl',
      allowedOrigins: [],
      adminOrigin: undefined,
      adminSecondFactor: 'optional',
      trustedProxies: [],
      tls: undefined,
      webRoot: undefined,
      adminRoot: undefined,
      demo: false,
      external: undefined,
      integrationKeys: [],
      logLevel: 'info',
      docs: true,
      retentionDays: undefined,
      contactPolicy: 'warn',
      newAccount: { days: 7, conversations: 50 },
      rateFactor: 1,
      patienceFactor: 1,
      failpoints: [],
    });
    const own = Object.values(keys).map(([key]) => Buffer.from(key).toString('hex'));
    expect(new Set(own).size).toBe(own.length);
    for (const key of own) expect(key).toHaveLength(64);
  });

  it('cannot be changed', () => {
    const config = readConfig(minimal);
    expect(() => Object.assign(config, { demo: true })).toThrow(TypeError);
    expect(() => Object.assign(config.keys, { cursor: [new Uint8Array(32)] })).toThrow(TypeError);
  });

  it('derives the same keys from the same secret, in hex or in base64url', () => {
    const base64url = Buffer.from(SECRET, 'hex').toString('base64url');
    expect(readConfig({ ...minimal, DUET_SECRET: base64url }).keys).toEqual(readConfig(minimal).keys);
    expect(readConfig({ ...minimal, DUET_SECRET: 'a7'.repeat(32) }).keys).not.toEqual(
      readConfig(minimal).keys,
    );
  });

  it('takes an empty variable as not set', () => {
    expect(readConfig({ ...minimal, PORT: '', WEB_ROOT: '' })).toMatchObject({
      port: 5240,
      webRoot: undefined,
    });
  });

  it('reads every variable', () => {
    const variables = {
      ...inProduction,
      HOST: '0.0.0.0',
      PORT: '0',
      ALLOWED_ORIGINS: 'https://app.example, https://localhost:8081',
      ADMIN_ORIGIN: 'https://admin.example',
      RETENTION_DAYS: '730',
      CONTACT_POLICY: 'mask',
      NEW_ACCOUNT_DAYS: '3',
      NEW_ACCOUNT_CONVERSATIONS: '10',
      TRUSTED_PROXIES: '10.0.0.7, fd00::/8',
      WEB_ROOT: '/srv/app',
      ADMIN_ROOT: '/srv/dashboard',
      LOG_LEVEL: 'warn',
    };
    expect(readConfig(variables)).toMatchObject({
      production: true,
      adminSecondFactor: 'required',
      host: '0.0.0.0',
      port: 0,
      objects: { folder: '/srv/objects' },
      allowedOrigins: ['https://app.example', 'https://localhost:8081'],
      webRoot: '/srv/app',
      adminRoot: '/srv/dashboard',
      contactPolicy: 'mask',
      newAccount: { days: 3, conversations: 10 },
      logLevel: 'warn',
    });
  });

  it.each([
    ['NODE_ENV', 'staging'],
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['ADMIN_SECOND_FACTOR', 'true'],
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', 'mysql://localhost/duet'],
    ['DATABASE_URL', 'db.internal'],
    ['S3_BUCKET', 'Our Images'],
    ['S3_REGION', 'eu central'],
    ['S3_ENDPOINT', 'localhost:9000'],
    ['S3_ENDPOINT', 'https://s3.example/images'],
    ['CLOUDFRONT_URL', 'http://images.example'],
    ['CLOUDFRONT_KEY_PAIR_ID', 'K 1'],
    ['CLOUDFRONT_PRIVATE_KEY', 'no key'],
    ['DUET_SECRET', undefined],
    ['DUET_SECRET', 'short'],
    ['DUET_SECRET', '5e'.repeat(31)],
    ['DUET_SECRET', 'not base64url at all, but long enough to be mistaken for a secret'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://app.example/path'],
    ['ALLOWED_ORIGINS', 'https://app.example,null'],
    ['DEMO', 'yes'],
    ['CONTACT_POLICY', 'hide'],
    ['NEW_ACCOUNT_DAYS', 'a week'],
    ['NEW_ACCOUNT_CONVERSATIONS', '0'],
    ['DOCS', 'yes'],
    ['EXTERNAL_ISSUER', 'duet'],
    ['EXTERNAL_JWKS_URL', 'file:///etc/keys'],
    ['EXTERNAL_ALGORITHMS', 'HS256'],
    ['EXTERNAL_ALGORITHMS', 'RS256,none'],
    ['EXTERNAL_CLAIMS', 'sub'],
    ['EXTERNAL_CLAIMS', 'email=mail'],
    ['EXTERNAL_ROLES', 'boss=admin'],
    ['EXTERNAL_ROLES', 'patron'],
    ['INTEGRATION_KEYS', SECRET],
    ['INTEGRATION_KEYS', `shop.${SECRET.slice(2)}`],
    ['INTEGRATION_KEYS', `shop.${SECRET},`],
    ['INTEGRATION_KEYS', `shop.${SECRET},shop.${SECRET}`],
    ['DUET_OTHER_SECRETS', SECRET.slice(2)],
    ['DUET_OTHER_SECRETS', `${SECRET},`],
    ['TLS_CERT', 'no certificate'],
    ['TLS_KEY', 'no key'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'loopback'],
    ['TRUSTED_PROXIES', '10.1.2.3,'],
    ['LOG_LEVEL', 'loud'],
    ['RATE_FACTOR', '0'],
    ['RATE_FACTOR', '1.5'],
    ['PATIENCE_FACTOR', 'fast'],
    ['PATIENCE_FACTOR', '2'],
    ['DUET_FAILPOINTS', 'commit-publish'],
    ['DUET_FAILPOINTS', 'commit-ack=kill@0'],
    ['DUET_FAILPOINTS', 'commit-ack=kill@1,elsewhere=kill@1'],
  ])('refuses %s=%s in one sentence that names it and quotes nothing', (name, value) => {
    const read = () => readConfig({ ...minimal, [name]: value });
    expect(read).toThrow(new RegExp(`^${name} must be .+\\.$`));
    if (value !== undefined) expect(read).not.toThrow(value);
  });

  it('serves the documents where it is not production, unless it is told', () => {
    const docs = (variables: Record<string, string>) => readConfig({ ...minimal, ...variables }).docs;
    expect([docs({}), docs({ DOCS: 'false' })]).toEqual([true, false]);
    expect([docs(inProduction), docs({ ...inProduction, DOCS: 'true' })]).toEqual([false, true]);
  });

  const s3 = {
    S3_BUCKET: 'duet-images',
    S3_REGION: 'eu-central-1',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
  };

  it('reads the bucket that images are kept in', () => {
    const bucket = {
      bucket: 'duet-images',
      region: 'eu-central-1',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    };
    expect(readConfig({ ...minimal, ...s3 }).objects).toEqual({
      bucket: { ...bucket, endpoint: undefined },
      cdn: undefined,
    });
    const S3_ENDPOINT = 'http://localhost:9000';
    expect(readConfig({ ...minimal, ...s3, S3_ENDPOINT }).objects).toMatchObject({
      bucket: { endpoint: S3_ENDPOINT },
    });
  });

  it('reads the CDN of the bucket, and its key with line ends as they are or as \\n', () => {
    const pem = CDN.CLOUDFRONT_PRIVATE_KEY;
    for (const CLOUDFRONT_PRIVATE_KEY of [pem, pem.replaceAll('\n', '\\n')]) {
      const { objects } = readConfig({ ...minimal, ...s3, ...CDN, CLOUDFRONT_PRIVATE_KEY });
      if (!('cdn' in objects)) throw new Error('no bucket');
      expect(objects.cdn).toMatchObject({ url: 'https://images.example', keyPairId: 'K1' });
      expect(objects.cdn!.privateKey.equals(createPrivateKey(pem))).toBe(true);
    }
  });

  it.each([
    ['half a bucket', { ...s3, S3_REGION: undefined }, /^S3_REGION must be set: .+\.$/],
    ['a CDN of nothing', CDN, /^S3_BUCKET must be set beside .+\.$/],
    [
      'half a CDN',
      { ...s3, CLOUDFRONT_URL: 'https://images.example' },
      /^CLOUDFRONT_KEY_PAIR_ID must be set: /,
    ],
    ['two places', { ...s3, OBJECTS_FOLDER: '/srv/objects' }, /^OBJECTS_FOLDER must not be set beside .+\.$/],
    ['a bucket by http', { ...s3, S3_ENDPOINT: 'http://s3.example' }, /^S3_ENDPOINT must be an https .+\.$/],
    [
      'a bucket by http in production',
      { ...s3, ...inProduction, OBJECTS_FOLDER: undefined, S3_ENDPOINT: 'http://localhost:9000' },
      /^S3_ENDPOINT must be an https .+\.$/,
    ],
  ])('refuses %s for images', (_what, variables, sentence) => {
    expect(() => readConfig({ ...minimal, ...variables })).toThrow(sentence);
  });

  it('asks in production for a file outside the database', () => {
    expect(() => readConfig({ ...inProduction, AUDIT_ANCHORS: undefined })).toThrow(
      /^AUDIT_ANCHORS must be set in production: .+\.$/,
    );
  });

  const host = {
    EXTERNAL_ISSUER: 'https://shop.example',
    EXTERNAL_AUDIENCE: 'duet',
    EXTERNAL_JWKS_URL: 'https://shop.example/jwks.json',
  };

  it('reads who the host marketplace is, with names of claims and roles that most have', () => {
    expect(readConfig({ ...minimal, ...host }).external).toEqual({
      issuer: 'https://shop.example',
      audience: 'duet',
      jwksUrl: 'https://shop.example/jwks.json',
      algorithms: ['RS256'],
      claims: { id: 'sub', session: 'sid', name: 'name', roles: 'roles', timeZone: 'zoneinfo' },
      roles: new Map([
        ['customer', 'customer'],
        ['artist', 'artist'],
      ]),
    });
    const own = {
      EXTERNAL_ALGORITHMS: 'ES256, EdDSA',
      EXTERNAL_CLAIMS: 'roles=https://shop.example/roles, session=auth_time',
      EXTERNAL_ROLES: 'buyer=customer,seller=artist',
    };
    expect(readConfig({ ...minimal, ...host, ...own }).external).toMatchObject({
      algorithms: ['ES256', 'EdDSA'],
      claims: { id: 'sub', session: 'auth_time', roles: 'https://shop.example/roles' },
      roles: new Map([
        ['buyer', 'customer'],
        ['seller', 'artist'],
      ]),
    });
  });

  it('asks for keys by https, but for a host on this machine outside production', () => {
    const EXTERNAL_JWKS_URL = 'http://localhost:8080/jwks.json';
    expect(readConfig({ ...minimal, ...host, EXTERNAL_JWKS_URL }).external).toBeDefined();
    for (const change of [
      { ...inProduction, EXTERNAL_JWKS_URL },
      { EXTERNAL_JWKS_URL: 'http://shop.example/jwks.json' },
    ]) {
      expect(() => readConfig({ ...minimal, ...host, ...change })).toThrow(
        /^EXTERNAL_JWKS_URL must be .+\.$/,
      );
    }
  });

  it('reads the keys of the host marketplace, which needs to be one', () => {
    const INTEGRATION_KEYS = `shop-1.${SECRET}, shop-2.${SECRET}`;
    expect(() => readConfig({ ...minimal, INTEGRATION_KEYS })).toThrow(/^EXTERNAL_ISSUER must be set .+\.$/);
    expect(readConfig({ ...minimal, ...host, INTEGRATION_KEYS }).integrationKeys).toEqual([
      { id: 'shop-1', secret: SECRET },
      { id: 'shop-2', secret: SECRET },
    ]);
  });

  it('lets a page frame the app in the demo alone', () => {
    const variables = { ...minimal, DEMO_PAGE: 'http://localhost:5250' };
    expect(readConfig({ ...variables, DEMO: 'true' }).demoPage).toBe('http://localhost:5250');
    expect(() => readConfig(variables)).toThrow(/^DEMO_PAGE must not be set without DEMO/);
    expect(() => readConfig({ ...minimal, DEMO: 'true', DEMO_PAGE: '*' })).toThrow(/^DEMO_PAGE must be/);
  });

  it('reads failpoints', () => {
    const variables = { ...minimal, DUET_FAILPOINTS: 'commit-ack=kill@20,commit-publish=throw@1' };
    expect(readConfig(variables).failpoints).toEqual([
      { name: 'commit-ack', action: 'kill', hit: 20 },
      { name: 'commit-publish', action: 'throw', hit: 1 },
    ]);
  });
});
