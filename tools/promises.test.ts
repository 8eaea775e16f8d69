import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './program.ts';

/** The last two cells of each line of a document: a file, and what its test says. */
function namedIn(document: string): { file: string; test: string }[] {
  const lines = readFileSync(join(ROOT, document), 'utf8').matchAll(/\| `([^`]+)` +\| ([^|]+)\|$/gm);
  return [...lines].map(([, file = '', test = '']) => ({ file, test: test.trim() }));
}

it.each([
  ['docs/promises.md', 50],
  ['docs/asvs.md', 60],
])('what %s says is held by tests that are there', (document, atLeast) => {
  const named = namedIn(document);
  expect(named.length).toBeGreaterThan(atLeast);
  const missing = named.filter(({ file, test }) => {
    const path = join(ROOT, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(test);
  });
  expect(missing).toEqual([]);
});

it('docs/asvs.md says of no requirement that it stands without saying what shows it', () => {
  const lines = readFileSync(join(ROOT, 'docs/asvs.md'), 'utf8').match(/^\| [\d.]+ +\| [✓◐] .*$/gm) ?? [];
  expect(lines.length).toBe(namedIn('docs/asvs.md').length);
});
