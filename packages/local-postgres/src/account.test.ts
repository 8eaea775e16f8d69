import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chooseAccount } from './account.ts';

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('root', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'duet-account-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  test('runs PostgreSQL as nobody where user namespaces are not to be had', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await chooseAccount(folder)).toEqual({ prefix: [], user: { uid: 65534, gid: 65534 } });
  });

  test('leaves a folder that is not there yet to itself', async () => {
    const account = await chooseAccount(join(folder, 'later'));
    expect(account).toEqual(await chooseAccount(folder));
  });
});
