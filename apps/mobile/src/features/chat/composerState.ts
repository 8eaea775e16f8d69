import { LIMITS, textFault } from '@duet/contract';

interface ComposerState {
  sendable: boolean;
  /** What the writer should know before sending. */
  note?: string;
}

/** From this many characters before the limit on, the composer counts. */
const NEAR = 500;

/** Whether text may be sent as it stands, and what to say about it. */
export function composerState(text: string): ComposerState {
  const trimmed = text.trim().normalize('NFC');
  const fault = textFault(trimmed);
  if (fault === 'empty') return { sendable: false };
  if (fault === 'too_many_marks') return { sendable: false, note: 'Too many marks on one letter' };
  if (fault === 'bad_text') return { sendable: false, note: 'Some characters cannot be sent' };
  // Only near the limit is it worth counting letters rather than units of UTF-16.
  if (trimmed.length < LIMITS.textCodePoints - NEAR) return { sendable: fault === undefined };
  const left = LIMITS.textCodePoints - [...trimmed].length;
  if (left < 0) return { sendable: false, note: `${-left} characters too long` };
  if (fault !== undefined) return { sendable: false, note: 'Too long' };
  return left <= NEAR ? { sendable: true, note: `${left} characters left` } : { sendable: true };
}
