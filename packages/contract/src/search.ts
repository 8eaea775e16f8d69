import { z } from 'zod';
import { LIMITS } from './limits.ts';

// How text is compared when somebody is looked for: on the server, which finds among all, and on a device, which finds
// among what it keeps.

/** What is looked for: the beginnings of words. */
export const searchText = z.string().min(1).max(LIMITS.searchLength);

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Marks that belong to no script of their own, as accents and Arabic vowels; Hebrew points; the Arabic stretch. */
const MARKS = /[\p{Script=Inherited}\u0591-\u05c7\u0640]/gu;
/** Scripts that set no space where the given name begins. */
const UNSPACED = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Letters that only look as if they had an accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  ς: 'σ',
};

/**
 * Without case and accents, and by the parts of which letters are made: a Korean syllable begins like the one that is
 * still being typed.
 */
function fold(text: string): string {
  const folded = text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD').replaceAll(MARKS, '');
  return folded.replaceAll(/[øłđħıæœς]/g, (letter) => LETTERS[letter] ?? letter);
}

/** By what stands between spaces: the words in it. */
function wordsOf(text: string): string[][] {
  const pieces = text.normalize('NFC').replaceAll(/['’ʼ]/g, '').split(/\s+/u);
  return pieces.map((piece) => piece.match(WORD) ?? []);
}

/** The words under which a name or a booking's code is found, each once. */
export function searchWords(text: string): string[] {
  const words = wordsOf(text).flatMap((piece) => [...piece.flatMap(beginnings), piece.join('')]);
  return unique(words.map(fold));
}

/** A word from each place on where one may begin. */
function beginnings(word: string): string[] {
  const characters = [...word];
  return characters.flatMap((character, index) =>
    index === 0 || UNSPACED.test(character) ? characters.slice(index).join('') : [],
  );
}

/** What is asked of words by who looks for this: each must begin one. Empty when nothing of it can be in a word. */
export function searchTerms(text: string): string[] {
  return unique(wordsOf(text).flat().map(fold)).slice(0, LIMITS.searchTerms);
}

/** Whether words are what somebody looks for. */
export function isFound(words: readonly string[], terms: readonly string[]): boolean {
  return terms.length > 0 && terms.every((term) => words.some((word) => word.startsWith(term)));
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)].filter((word) => word !== '');
}
