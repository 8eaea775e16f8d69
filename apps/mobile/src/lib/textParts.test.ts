import { describe, expect, it } from 'vitest';
import { isEmojiOnly, isRightToLeft, textParts } from './textParts.ts';

describe('textParts', () => {
  const hrefs = (text: string) => textParts(text).flatMap(({ href }) => href ?? []);

  it('leaves plain text alone', () => {
    expect(textParts('Call 020 7946 0958 at 18:00, 450 EUR')).toEqual([
      { text: 'Call 020 7946 0958 at 18:00, 450 EUR' },
    ]);
    expect(textParts('')).toEqual([]);
  });

  it('finds addresses and keeps every character', () => {
    const text = 'See https://duet.example/a?b=1#c, then (http://x.example) or https://w.example/Duo_(art).';
    expect(hrefs(text)).toEqual([
      'https://duet.example/a?b=1#c',
      'http://x.example',
      'https://w.example/Duo_(art)',
    ]);
    expect(
      textParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it.each([
    ['https://аррӏе.com/login', 'https://xn--80ak6aa92e.com/login'],
    ['https://한국.example', 'https://xn--3e0b707e.example'],
    ['https://example。com@evil.example'.replace('@', '/'), 'https://example.com/evil.example'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['HTTPS://Duet.Example:443/A', 'HTTPS://Duet.Example:443/A'],
    ['https://duet.example/아티스트?q=é', 'https://duet.example/아티스트?q=é'],
  ])('%s reads as where it leads', (text, shown) => {
    expect(textParts(`See ${text} there`)).toEqual([
      { text: 'See ' },
      { text: shown, href: shown },
      { text: ' there' },
    ]);
  });

  it.each([
    ['a name before the host', 'https://duet.example@evil.example/'],
    ['an empty one', 'https://@evil.example/'],
    ['a turn of the direction', 'https://evil.example/\u202egpj.exe'],
    ['a letter that cannot be seen', 'https://due\u200bt.example'],
  ])('%s is plain text', (_name, text) => {
    expect(textParts(text)).toEqual([{ text }]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'www.example.com', 'https://'])(
    '%s is no link',
    (text) => {
      expect(hrefs(text)).toEqual([]);
    },
  );
});

describe('isEmojiOnly', () => {
  it.each(['🎉', '🎨🖌️', '👍🏽', '👩‍👩‍👧‍👦', '🇰🇷', '❤️ 🔥 ✨', '1️⃣'])('%s', (text) => {
    expect(isEmojiOnly(text)).toBe(true);
  });
  it.each(['ok 🎉', '🎉🎉🎉🎉', '123', '', '#', '한글'])('not %s', (text) => {
    expect(isEmojiOnly(text)).toBe(false);
  });
});

it.each([
  ['مرحباً', true],
  ['123 — שלום', true],
  ['Hello مرحباً', false],
  ['안녕하세요', false],
  ['🎉', false],
])('direction of %s', (text, rightToLeft) => {
  expect(isRightToLeft(text)).toBe(rightToLeft);
});
