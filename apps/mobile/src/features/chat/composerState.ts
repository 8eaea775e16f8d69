import { LIMITS, textFault } from '@duet/contract';
import type { Words } from '../../words/en.ts';

interface ComposerState {
  sendable: boolean;
  /** What the writer should know before sending. */
  note?: string;
}

/** From this many characters before the limit on, the composer counts. */
const NEAR = 500;

/** Whether text may be sent as it stands, and what to say about it. */
export function composerState(text: string, { composer }: Words): ComposerState {
  const trimmed = text.trim().normalize('NFC');
  const fault = textFault(trimmed);
  if (fault === 'empty') return { sendable: false };
  if (fault === 'too_many_marks') return { sendable: false, note: composer.tooManyMarks };
  if (fault === 'bad_text') return { sendable: false, note: composer.badText };
  // Only near the limit is it worth counting letters rather than units of UTF-16.
  if (trimmed.length < LIMITS.textCodePoints - NEAR) return { sendable: fault === undefined };
  const left = LIMITS.textCodePoints - [...trimmed].length;
  if (left < 0) return { sendable: false, note: composer.tooLongBy(-left) };
  if (fault !== undefined) return { sendable: false, note: composer.tooLong };
  return left <= NEAR ? { sendable: true, note: composer.left(left) } : { sendable: true };
}
