import { cp, mkdir, mkdtemp, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Edit } from './planted-bugs.ts';

const ROOT = join(import.meta.dirname, '..');
/** What runs when a fault does. */
const SOURCES = ['package.json', 'apps/server', 'packages', 'chaos', 'tools'];
const NOT_COPIED = new Set(['node_modules', 'dist']);
/** Where npm links the workspaces. */
const OURS = '@duet';

/**
 * Copies the sources into a folder of their own, with mistakes in them; the packages they use are the same. The caller
 * removes it. Throws for an edit that does not fit.
 */
export async function plant(edits: readonly Edit[]): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'duet-planted-'));
  for (const source of SOURCES)
    await cp(join(ROOT, source), join(copy, source), {
      recursive: true,
      filter: (path) => !NOT_COPIED.has(basename(path)),
    });
  await linkPackages('.', copy);
  // What npm could not put at the root.
  await linkPackages('apps/server', copy);
  for (const { file, find, replace } of edits) {
    const path = join(copy, file);
    await writeFile(path, applyEdit(await readFile(path, 'utf8'), { file, find, replace }));
  }
  return copy;
}

/** @throws Error when the text to be replaced is not there, or not once. */
export function applyEdit(text: string, { file, find, replace }: Edit): string {
  const [before, after, ...more] = text.split(find);
  if (after === undefined || more.length > 0)
    throw new Error(`${file} has this ${after === undefined ? 'nowhere' : 'more than once'}:\n${find}`);
  return before + replace + after;
}

async function linkPackages(workspace: string, copy: string): Promise<void> {
  const from = join(ROOT, workspace, 'node_modules');
  const to = join(copy, workspace, 'node_modules');
  await mkdir(join(to, OURS), { recursive: true });
  for (const name of await readdir(from)) if (name !== OURS) await symlink(join(from, name), join(to, name));
  if (workspace !== '.') return;
  for (const name of await readdir(join(from, OURS)))
    await symlink(await readlink(join(from, OURS, name)), join(to, OURS, name));
}
