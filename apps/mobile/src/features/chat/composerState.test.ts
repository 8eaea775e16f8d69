import { LIMITS } from '@duet/contract';
import { expect, it } from 'vitest';
import { en } from '../../words/en.ts';
import { composerState } from './composerState.ts';

it.each([
  ['', false, undefined],
  [' \n\t ', false, undefined],
  ['Hello', true, undefined],
  ['a'.repeat(LIMITS.textCodePoints - 501), true, undefined],
  ['a'.repeat(LIMITS.textCodePoints - 500), true, '500 characters left'],
  ['a'.repeat(LIMITS.textCodePoints), true, '0 characters left'],
  [`${'a'.repeat(LIMITS.textCodePoints)}  `, true, '0 characters left'],
  ['a'.repeat(LIMITS.textCodePoints + 3), false, '3 characters too long'],
  // A letter is a letter, however many units it takes.
  ['🎨'.repeat(LIMITS.textCodePoints - 100), true, '100 characters left'],
  ['a\u0000b', false, 'Some characters cannot be sent'],
  [`a${'\u0301'.repeat(40)}`, false, 'Too many marks on one letter'],
])('%#', (text, sendable, note) => {
  expect(composerState(text, en)).toEqual(note === undefined ? { sendable } : { sendable, note });
});
