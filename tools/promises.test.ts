import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './program.ts';

/** The last two cells of each line: a file, and what its test says. */
const named = [
  ...readFileSync(join(ROOT, 'docs/promises.md'), 'utf8').matchAll(/\| `([^`]+)` +\| ([^|]+)\|$/gm),
].map(([, file = '', test = '']) => ({ file, test: test.trim() }));

it('every promise is held by a test that is there', () => {
  expect(named.length).toBeGreaterThan(50);
  const missing = named.filter(({ file, test }) => {
    const path = join(ROOT, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(test);
  });
  expect(missing).toEqual([]);
});
