import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const secret = () => randomBytes(32).toString('hex');
const fit = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://duet:hidden@localhost:5432/duet',
  AUDIT_DATABASE_URL: 'postgres://duet_audit:hidden@localhost:5432/duet',
  DUET_SECRET: secret(),
  TRUSTED_PROXIES: '10.0.0.7',
  OBJECTS_FOLDER: '/srv/objects',
  AUDIT_ANCHORS: '/srv/anchors',
};
const away = (password: string, query = '?sslmode=verify-full') =>
  `postgres://duet:${password}@db.shop.example/duet${query}`;

describe('in production', () => {
  it('starts with what is fit for it', () => {
    for (const more of [
      {},
      { DATABASE_URL: away('Gr4nit') },
      { DATABASE_URL: 'postgres://duet@localhost/duet?host=/run/postgresql' },
      { REDIS_URL: 'redis://localhost:6379' },
      { REDIS_URL: 'rediss://duet:Gr4nit@cache.shop.example' },
      { ALLOWED_ORIGINS: 'https://app.example' },
      { DUET_OTHER_SECRETS: `${secret()}, ${secret()}` },
    ]) {
      expect(readConfig({ ...fit, ...more }).production).toBe(true);
    }
  });

  it.each([
    ['DEMO', 'true'],
    ['DUET_FAILPOINTS', 'commit-ack=kill@1'],
    ['DUET_SECRET', '0'.repeat(64)],
    ['DUET_SECRET', 'test'.repeat(16)],
    ['DUET_SECRET', Buffer.from('change-me-change-me-change-me-change-me').toString('hex')],
    ['DUET_OTHER_SECRETS', `${secret()},${'5e'.repeat(32)}`],
    ['TRUSTED_PROXIES', ''],
    ['OBJECTS_FOLDER', ''],
    ['AUDIT_ANCHORS', ''],
    ['DATABASE_URL', away('Gr4nit', '')],
    ['DATABASE_URL', away('Gr4nit', '?sslmode=disable')],
    ['DATABASE_URL', away('Gr4nit', '?sslmode=no-verify')],
    ['DATABASE_URL', away('')],
    ['DATABASE_URL', away('duet')],
    ['DATABASE_URL', away('postgres')],
    ['AUDIT_DATABASE_URL', ''],
    ['MIGRATE_DATABASE_URL', 'postgres://owner@localhost/duet'],
    ['AUDIT_DATABASE_URL', away('Gr4nit', '')],
    ['AUDIT_DATABASE_URL', away('duet')],
    ['REDIS_URL', 'redis://duet:Gr4nit@cache.shop.example'],
    ['REDIS_URL', 'rediss://cache.shop.example'],
    ['ALLOWED_ORIGINS', 'https://app.example,http://app.example'],
  ])('refuses %s=%s in one sentence that names it and quotes nothing', (name, value) => {
    const read = () => readConfig({ ...fit, [name]: value });
    expect(read).toThrow(new RegExp(`^[^.]*\\b${name}\\b[\\s\\S]*\\.$`));
    if (value !== '' && value !== 'true') expect(read).not.toThrow(value);
  });

  it('is the only place where that is refused', () => {
    const DUET_SECRET = '5e'.repeat(32);
    expect(
      readConfig({ ...fit, NODE_ENV: 'development', DUET_SECRET, TRUSTED_PROXIES: '', DEMO: 'true' }).demo,
    ).toBe(true);
  });
});

describe('a file in place of a value', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'duet-secrets-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read without its line end, for every variable', async () => {
    const { DUET_SECRET, DATABASE_URL, ...rest } = fit;
    await writeFile(join(folder, 'secret'), `${DUET_SECRET}\n`);
    await writeFile(join(folder, 'database'), DATABASE_URL);
    const read = readConfig({
      ...rest,
      DUET_SECRET_FILE: join(folder, 'secret'),
      DATABASE_URL_FILE: join(folder, 'database'),
    });
    expect(read).toEqual(readConfig(fit));
  });

  it('is refused beside the value, and where it cannot be read', async () => {
    const DUET_SECRET_FILE = join(folder, 'nowhere');
    expect(() => readConfig({ ...fit, DUET_SECRET_FILE })).toThrow(/^DUET_SECRET_FILE must not be set .+\.$/);
    expect(() => readConfig({ ...fit, DUET_SECRET: '', DUET_SECRET_FILE })).toThrow(
      /^DUET_SECRET_FILE must be a file that can be read\.$/,
    );
  });
});

describe('another secret', () => {
  it('makes nothing, and what it has made is accepted', () => {
    const [one, two] = [secret(), secret()];
    const before = readConfig({ ...fit, DUET_SECRET: one });
    const during = readConfig({ ...fit, DUET_SECRET: two, DUET_OTHER_SECRETS: one });
    const after = readConfig({ ...fit, DUET_SECRET: two });
    for (const [purpose, ring] of Object.entries(during.keys)) {
      const of = ({ keys }: typeof before) => keys[purpose as keyof typeof keys];
      expect(ring).toEqual([...of(after), ...of(before)]);
    }
  });
});
