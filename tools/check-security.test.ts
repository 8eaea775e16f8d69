import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findBelowFloor, findLoose, findUnbilled, findUnlicensed, type Lockfile } from './dependencies.ts';
import { run } from './program.ts';
import { findSecrets } from './secrets.ts';

/** Each in two halves, so that this file has none. */
const SECRETS = [
  ['a key of AWS', 'AKIA' + 'Q3EGRJ7NXWB5ZT2K'],
  ['a token of GitHub', 'ghp_' + 'wJ8r2kQz5LmT0vXc7BnY4sHd9GfA3pKe1UoR'],
  [
    'a private key',
    `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${'MIIEowIBAAKCAQEA'.repeat(8)}\n-----END RSA PRIVATE KEY-----`,
  ],
  ['the password of a database', 'postgres://duet:' + 'w0rk@db.shop.example/duet'],
  ['the secret of a server', 'DUET_SECRET=' + 'f3a91c07be5d4826905fe1c3748ab02d'.repeat(2)],
  ['a key of the host marketplace', 'INTEGRATION_KEYS: "shop-1.' + 'Zk3v9Qw1xT7bN5mR2cJ8hL4pD6gF0sYa"'],
  ['an access token', `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxMjM0NTY3ODkwIn0'}.c2lnbmF0dXJlLW9mLXNvbWVib2R5`],
] as const;

describe('npm run check:security', () => {
  it('finds an old version and a secret that were planted', async () => {
    const root = await mkdtemp(join(tmpdir(), 'duet-planted-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const manifest = { name: 'planted', version: '1.0.0', dependencies: { 'socket.io-parser': '4.2.6' } };
    await writeFile(join(root, 'package.json'), JSON.stringify(manifest));
    await writeFile(
      join(root, 'package-lock.json'),
      JSON.stringify({ ...manifest, lockfileVersion: 3, ...locked() }),
    );
    await writeFile(join(root, '.env'), SECRETS[4][1]);
    await run(['git', 'init', '--quiet'], { cwd: root });

    const { code, output } = await run(['node', 'tools/run.mjs', 'check-security', '--root', root]);
    expect(code, output).toBe(1);
    expect(output).toMatch(/✗ floors\n +socket\.io-parser 4\.2\.6 is not >=4\.2\.7: /);
    expect(output).toMatch(/✗ secrets\n +\.env:1 has what looks like a secret\./);
    expect(output).toMatch(/✓ licences\n +✓ lockfile\n +✓ materials/);
  });
});

describe('secrets', () => {
  it.each(SECRETS)('finds %s, and does not show it', async (_what, secret) => {
    const [sentence, ...more] = await findSecrets('a.txt', `first line\n${secret}\n`);
    expect(sentence).toMatch(/^a\.txt:2 has /);
    expect([sentence, ...more].join()).not.toContain(secret);
  });

  it.each([
    'DUET_SECRET=${DUET_SECRET}',
    "const DUET_SECRET = 'a5'.repeat(32);",
    `DUET_SECRET: '${'0'.repeat(64)}'`,
    'postgres://duet:password@localhost:5432/duet',
    'function readAccessTokenFromTheDeviceOrFromTheServer(): string',
  ])('takes %s for none', async (text) => {
    expect(await findSecrets('a.txt', text)).toEqual([]);
  });
});

describe('packages', () => {
  const floors = [{ name: 'ws', range: '>=8.21.0 || ^7.5.14', because: 'it was told' }];

  it.each([
    ['8.20.9', false],
    ['8.21.0', true],
    ['7.5.13', false],
    ['7.5.14', true],
    ['6.2.3', false],
    ['8.22.0-beta.1', false],
    ['9.0.0', true],
  ])('below their floor are found, wherever they are installed: ws %s', (version, isFine) => {
    const lockfile = { packages: { 'node_modules/metro/node_modules/ws': { version } } };
    expect(findBelowFloor(lockfile, floors)).toHaveLength(isFine ? 0 : 1);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE.txt', false],
    [undefined, false],
  ])('have an allowed licence: %s', (license, isFine) => {
    const rules = { allowed: ['MIT'], exceptions: [] };
    const found = findUnlicensed(locked({ license }), rules);
    expect(found).toHaveLength(isFine ? 0 : 1);
  });

  it('have another licence where there is an exception for that name and that licence', () => {
    const except = (names: string[], licence: string) =>
      findUnlicensed(locked({ license: 'MIT AND LGPL-3.0-or-later' }), {
        allowed: ['MIT'],
        exceptions: [{ names, licence, because: 'it is a library of its own' }],
      });
    expect(except(['socket.io-*'], 'LGPL-3.0-or-later')).toEqual([]);
    expect(except(['engine.io*'], 'LGPL-3.0-or-later')).toHaveLength(1);
    expect(except(['socket.io-parser'], 'GPL-3.0-or-later')).toHaveLength(1);
  });

  it.each([
    ['another host', { resolved: 'https://elsewhere.example/a.tgz' }],
    ['no sum', { integrity: undefined }],
    ['a weak sum', { integrity: 'sha1-Zm9v' }],
    ['a branch', { version: 'git+ssh://git@elsewhere.example/a.git' }],
    ['a program that runs', { hasInstallScript: true }],
  ])('are found with %s', (_what, change) => {
    expect(findLoose(locked())).toEqual([]);
    expect(findLoose(locked(change as Parameters<typeof locked>[0]))).toHaveLength(1);
  });

  it('are asked for in one version', () => {
    const packages = { 'apps/server': { dependencies: { ws: '8.21.3', fastify: '^5.0.0' } } };
    expect(findLoose({ packages })).toEqual(['apps/server asks for fastify ^5.0.0, not for one version.']);
  });

  it('are in the bill of materials', () => {
    expect(findUnbilled(locked(), new Set(['socket.io-parser@4.2.6']))).toEqual([]);
    expect(findUnbilled(locked(), new Set(['socket.io-parser@4.2.7']))).toHaveLength(1);
  });
});

/** A lockfile with one package in it, old but otherwise fine. */
function locked(change: Partial<Lockfile['packages'][string]> = {}): Lockfile {
  const fine = { version: '4.2.6', license: 'MIT', integrity: 'sha512-Zm9v' };
  return { packages: { 'node_modules/socket.io-parser': { ...fine, ...change } } };
}
