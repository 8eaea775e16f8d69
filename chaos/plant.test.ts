import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdit } from './plant.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { FAULTS } from './run-chaos.ts';

describe('planted bugs', () => {
  it.each(PLANTED_BUGS)('$name still fits the sources', ({ edits, fault }) => {
    for (const edit of edits) {
      const text = readFileSync(join(import.meta.dirname, '..', edit.file), 'utf8');
      expect(applyEdit(text, edit)).toContain(edit.replace);
    }
    expect(FAULTS.map(({ name }) => name)).toContain(fault);
  });
});

describe('an edit', () => {
  const edit = { file: 'a.ts', find: 'b', replace: 'c' };

  it('replaces what is there once', () => {
    expect(applyEdit('abd', edit)).toBe('acd');
  });

  it.each([
    ['nowhere', 'ad'],
    ['more than once', 'abbd'],
  ])('does not fit what is there %s', (_times, text) => {
    expect(() => applyEdit(text, edit)).toThrow(_times);
  });
});
