import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { LIMITS } from './limits.ts';
import { messageDraft } from './message.ts';
import { parseInput } from './parse.ts';

const clientMessageId = '019a0000-0000-7000-8000-000000000001';

/** The stored text, or the code of the refusal. */
function send(content: unknown): unknown {
  try {
    return parseInput(messageDraft, { type: 'text', clientMessageId, content }).content;
  } catch (error) {
    return (error as AppError).code;
  }
}

describe('message text', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['white space', ' \n\t ', 'empty'],
    ['invisible characters', '\u200b\u2060\ufeff\u3164', 'empty'],
    ['NUL', 'a\0b', 'bad_text'],
    ['an escape character', 'a\u001b[31m', 'bad_text'],
    ['a C1 control', 'a\u0085b', 'bad_text'],
    ['a lone high surrogate', 'a\ud800', 'bad_text'],
    ['a lone low surrogate', '\udc00a', 'bad_text'],
    ['one code point too many', 'x'.repeat(LIMITS.textCodePoints + 1), 'too_long'],
    ['one emoji too many', '🙂'.repeat(LIMITS.textCodePoints + 1), 'too_long'],
    ['31 combining marks', `a${'\u0301'.repeat(LIMITS.combiningMarks + 1)}`, 'too_many_marks'],
    ['a number', 7, 'validation_failed'],
    ['an operator object', { $ne: 1 }, 'validation_failed'],
    ['no text at all', undefined, 'validation_failed'],
  ])('refuses %s', (_what, content, code) => {
    expect(send(content)).toBe(code);
  });

  it.each([
    ['the longest text', 'x'.repeat(LIMITS.textCodePoints)],
    ['the longest text of emoji: 20,000 bytes', '🙂'.repeat(LIMITS.textCodePoints)],
    ['a right-to-left override, verbatim', 'abc\u202edef'],
    ['markup, verbatim', '<img src=x onerror=alert(1)>'],
    ['newline and tab', 'a\n\tb'],
    ['a joined emoji', '👩‍👩‍👧‍👦'],
    ['30 combining marks', `q${'\u0301'.repeat(LIMITS.combiningMarks)}`],
  ])('takes %s', (_what, content) => {
    expect(send(content)).toBe(content);
  });

  it('stores NFC and plain line ends', () => {
    expect(send('e\u0301\r\nx')).toBe('é\nx');
  });
});

describe('parseInput', () => {
  it('names an unknown field as such, retryable while servers are being replaced', () => {
    const send = () =>
      parseInput(messageDraft, { type: 'text', content: 'hi', clientMessageId, senderId: clientMessageId });
    expect(send).toThrow(
      expect.objectContaining({
        code: 'unknown_field',
        details: expect.objectContaining({ retryAfterMs: 15_000 }) as unknown,
      }) as Error,
    );
  });

  it.each([null, 42, 'text', undefined, [], { type: 'voice' }])('refuses %j', (input) => {
    expect(() => parseInput(messageDraft, input)).toThrow(
      expect.objectContaining({ code: 'validation_failed' }) as Error,
    );
  });

  it.each([
    'abc',
    '019A0000-0000-7000-8000-000000000001',
    '{019a0000-0000-7000-8000-000000000001}',
    'x'.repeat(10_000),
  ])('takes canonical ids only (%#)', (id) => {
    expect(() => parseInput(messageDraft, { type: 'text', content: 'hi', clientMessageId: id })).toThrow(
      AppError,
    );
  });
});
