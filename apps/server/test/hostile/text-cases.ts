import assert from 'node:assert/strict';
import { LIMITS, type SendResult } from '@duet/contract';
import { send, write, type HostileCase } from './hostile-case.ts';

/** A message that is stored, with this text. */
const stored = (content: string) => (data: unknown) => {
  assert.equal((data as SendResult).message.content, content);
};

const over = 'x'.repeat(LIMITS.textCodePoints + 1);

/** What stands in a text, and what is sent along with it. */
export const TEXT_CASES: readonly HostileCase[] = [
  ...[
    'senderId',
    'role',
    'seq',
    'senderRole',
    'id',
    'sentAt',
    'constructor',
    'toString',
    '$where',
    '',
  ].flatMap((key) => send('R4', `a field "${key}" of its own`, { [key]: 'artist' }, 'unknown_field')),
  ...send(
    'R4',
    'metadata as only the marketplace writes it',
    { metadata: { kind: 'booking_status' } },
    'unknown_field',
  ),
  ...send('R4', 'the type of the marketplace', { type: 'system' }, 'validation_failed'),
  ...send('R4', 'a type nobody knows', { type: '__proto__' }, 'validation_failed'),
  ...write('R5', 'no text', '', 'empty'),
  ...write('R5', 'spaces', '   ', 'empty'),
  ...send('R5', 'what nobody sees', { content: '\u200b\u2060\ufeff\u3164\u00ad\u{e0001}' }, 'empty'),
  ...write(
    'R5',
    'lines without anything in them',
    '\n\r\n\t\u2028\u2029\u0085'.replace('\u0085', ''),
    'empty',
  ),
  ...write('R6', 'a character too many', over, 'too_long'),
  ...write('R6', 'an emoji too many', '🙂'.repeat(LIMITS.textCodePoints + 1), 'too_long'),
  ...write(
    'R6',
    'the longest there is',
    '🙂'.repeat(LIMITS.textCodePoints),
    stored('🙂'.repeat(LIMITS.textCodePoints)),
  ),
  ...write('R6', 'a character that NFC makes three of, too often', '\ufb2c'.repeat(2_000), 'too_long'),
  ...write('R7', 'NUL', 'a\0b', 'bad_text'),
  ...write('R7', 'NUL alone', '\0', 'bad_text'),
  ...write('R7', 'an escape sequence', '\u001b[2J', 'bad_text'),
  ...write('R7', 'a control character of the second row', 'a\u0085b', 'bad_text'),
  ...write('R8', 'half a character', 'a\ud800', 'bad_text'),
  ...write('R8', 'the other half', '\udc00b', 'bad_text'),
  ...write('R8', 'halves the wrong way round', '\udc00\ud800', 'bad_text'),
  ...write('R9', 'a change of direction', 'abc\u202edef', stored('abc\u202edef')),
  ...write('R9', 'isolates that are never closed', 'a\u2066\u2067\u2068b', stored('a\u2066\u2067\u2068b')),
  ...write('R10', '31 marks on a letter', `a${'\u0301'.repeat(31)}`, 'too_many_marks'),
  ...write('R10', 'marks of several kinds', `a${'\u0301\u0489\u20dd'.repeat(11)}`, 'too_many_marks'),
  ...write('R10', '31 marks, one of them in the letter', `\u00e9${'\u0301'.repeat(30)}`, 'too_many_marks'),
  ...write('R10', '30 marks', `q${'\u0301'.repeat(30)}`, stored(`q${'\u0301'.repeat(30)}`)),
  ...[
    '<img src=x onerror=alert(1)>',
    '</script><script>alert(1)</script>',
    '{{7*7}}',
    '${7*7}',
    '%s%n',
    "'; DROP TABLE messages; --",
  ].flatMap((content) => write('R11', `text like ${content}`, content, stored(content))),
  ...write('R12', 'a text that is not in NFC', 'e\u0301 \u1100\u1161\r\n\u212b', stored('é 가\nÅ')),
  ...send('R19', 'no id', { clientMessageId: undefined }, 'validation_failed'),
  ...[
    'x'.repeat(10_000),
    '',
    'abc',
    null,
    7,
    {},
    [],
    '{019a0000-0000-7000-8000-000000000001}',
    '019A0000-0000-7000-8000-000000000001',
    '019a00000000700080000000000000001',
    ' 019a0000-0000-7000-8000-000000000001',
    '019a0000-0000-7000-8000-000000000001\n',
    '０19a0000-0000-7000-8000-000000000001',
  ].flatMap((clientMessageId) =>
    send(
      'R19',
      `the id ${JSON.stringify(clientMessageId).slice(0, 50)}`,
      { clientMessageId },
      'validation_failed',
    ),
  ),
  ...[
    { $ne: 1 },
    ['a'],
    7,
    true,
    null,
    { toString: 'a' },
    { length: 3 },
    { _placeholder: true, num: 0 },
  ].flatMap((content) =>
    send('R21', `the text ${JSON.stringify(content)}`, { content }, 'validation_failed'),
  ),
  ...[
    'http://127.0.0.1:9/a.png',
    '//evil.example/a.png',
    'data:image/png;base64,AAAA',
    'file:///etc/passwd',
  ].flatMap((image) => [
    ...send(
      'R37',
      `the image ${image}`,
      { type: 'image', content: undefined, imageIds: [image] },
      'validation_failed',
    ),
    ...send('R37', `a field with the image ${image}`, { image }, 'unknown_field'),
  ]),
  ...send(
    'R37',
    'an image nobody has uploaded',
    { type: 'image', content: undefined, imageIds: [crypto.randomUUID()] },
    'image_not_found',
  ),
  ...send(
    'R37',
    'images that are no list',
    { type: 'image', content: undefined, imageIds: { length: 1, 0: 'a' } },
    'validation_failed',
  ),
  ...send(
    'R37',
    'more images than a message has',
    {
      type: 'image',
      content: undefined,
      imageIds: Array.from({ length: LIMITS.imagesPerMessage + 1 }, () => crypto.randomUUID()),
    },
    'validation_failed',
  ),
  ...[0, -1, 1.5, 1e21, '1', null, [1], true].flatMap((bookingVersion) =>
    send(
      'R21',
      `the version ${JSON.stringify(bookingVersion)}`,
      ({ bookingId }) => ({ bookingId, bookingVersion }),
      'validation_failed',
    ),
  ),
];
