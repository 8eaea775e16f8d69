import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { LIMITS } from './limits.ts';

const COMBINING_RUN = new RegExp(`\\p{M}{${LIMITS.combiningMarks + 1},}`, 'u');
// Newline and tab are the only control characters; NUL is refused by PostgreSQL itself.
// eslint-disable-next-line no-control-regex -- finding control characters is what this expression is for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
// What most texts are: they can break no rule but those of being empty and too long, and need not be asked for others.
const PLAIN = /^[\n\t\x20-\x7e]*$/;
// What people see as nothing: white space and invisible formatting characters.
const BLANK = /^[\s\p{Cf}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** The rule of message text that `text` breaks, as an error code; undefined when it keeps them all. */
export function textFault(text: string): ErrorCode | undefined {
  if (PLAIN.test(text)) {
    if (text.trim() === '') return 'empty';
    return text.length > LIMITS.textCodePoints ? 'too_long' : undefined;
  }
  if (!text.isWellFormed() || CONTROL.test(text)) return 'bad_text';
  if (BLANK.test(text)) return 'empty';
  if (text.length > LIMITS.textBytes) return 'too_long';
  if (COMBINING_RUN.test(text.normalize('NFD'))) return 'too_many_marks';
  const codePoints = [...text].length;
  if (codePoints > LIMITS.textCodePoints || utf8Length(text) > LIMITS.textBytes) return 'too_long';
  return undefined;
}

/** The stored form of text: NFC, line ends as `\n`. */
function toStored(text: string): string {
  return text.replaceAll('\r\n', '\n').normalize('NFC');
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * Text of a message: well-formed Unicode in NFC, at most `LIMITS.textCodePoints` and `LIMITS.textBytes`, no control
 * characters but newline and tab, no run of more than 30 combining marks, not blank. Parsing returns the stored form.
 */
export const messageText = z
  .string()
  .transform(toStored)
  .superRefine((text, context) => {
    const code = textFault(text);
    if (code) context.addIssue({ code: 'custom', message: code, params: { code } });
  });

/** One line of text, by whatever sign a line may end, without control characters. */
export function line(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'characters');
}
