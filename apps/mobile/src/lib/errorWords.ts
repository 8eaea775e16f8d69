import type { Words } from '../words/en.ts';

/** An error in words: anything that carries a `code` of the contract, or whatever else was thrown. */
export function errorWords(error: unknown, { errors }: Words): string {
  const code = error instanceof Object && 'code' in error ? String(error.code) : '';
  return Object.hasOwn(errors, code) ? errors[code as keyof typeof errors] : errors.other;
}
