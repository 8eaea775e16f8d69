import { en, type Words } from './en.ts';
import type { Language } from './languages.ts';

/** English comes with the app, to speak where the words of another language cannot be had; they are fetched. */
export function loadWords(language: Language): Words | Promise<Words> {
  return language === 'ko' ? import('./ko.ts').then(({ ko }) => ko) : en;
}
