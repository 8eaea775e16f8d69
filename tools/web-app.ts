import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '@duet/server/platform/operator-error.ts';
import { ROOT, run } from './program.ts';

export const APP = 'apps/mobile';
const INPUT_FOLDERS = [APP, 'packages/contract', 'packages/chat-client', 'packages/chat-react'];
const NOT_INPUTS = new Set(['node_modules', 'dist', '.expo', '.storybook', 'stories']);

/** Where the built web app is. */
export const WEB_ROOT = join(ROOT, APP, 'dist');

export const ADMIN_APP = 'apps/admin';
/** Where the built dashboard is. */
export const ADMIN_ROOT = join(ROOT, ADMIN_APP, 'dist');

/** Builds the web app, or another, unless it is there, made of exactly these sources. Answers what was done. */
export async function ensureWebApp(app = APP): Promise<'built' | 'up to date'> {
  const keyFile = join(ROOT, app, 'dist', '.inputs');
  const key = await hashInputs(new Set([app, ...INPUT_FOLDERS]));
  if ((await readFile(keyFile, 'utf8').catch(() => '')) === key) return 'up to date';
  const { code, output } = await run(['vite', 'build'], { cwd: app });
  if (code !== 0) throw new OperatorError(`${app} could not be built:\n${output.trim()}`);
  // Last, so that a build that was cut short is not taken for a whole one.
  await writeFile(keyFile, key);
  return 'built';
}

async function hashInputs(folders: Iterable<string>): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(ROOT, 'package-lock.json')));
  for (const folder of folders) {
    for await (const file of filesIn(folder))
      hash.update(`\0${file}\0`).update(await readFile(join(ROOT, file)));
  }
  return hash.digest('hex');
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (NOT_INPUTS.has(entry.name)) continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(path);
    else yield path;
  }
}
