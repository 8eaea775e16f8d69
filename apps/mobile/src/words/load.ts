import { en, type Words } from './en.ts';
import { ko } from './ko.ts';
import type { Language } from './languages.ts';

const words: Record<Language, Words> = { en, ko };

/** Metro bundles everything: there is nothing to fetch. */
export function loadWords(language: Language): Words | Promise<Words> {
  return words[language];
}
