import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { personName } from './names.ts';

/** The reasons of a refusal. */
function refusal(name: string): string[] {
  return personName.safeParse(name).error?.issues.map(({ message }) => message) ?? [];
}

describe('a name', () => {
  it.each([
    'Margareta-Alexandrina Hohenstein-Österreicher',
    'Siobhán O’Brien',
    "D'Angelo",
    'T.J. Łukasz III',
    'Nguyễn Thị Ánh',
    'Kaʻiulani',
    'ƏliƏkbər',
    'Gal·la',
    '김민아',
    '김Mina',
    'Nao (나오)',
    '田中さくら',
    '佐藤タロー',
    'Tシャツ屋',
    '陳大文',
    'ㄅㄆㄇ',
    'يوسف العطار',
    'علی\u200cرضا',
    'שָׁלוֹם',
    'प्रिया',
    'क्\u200dष',
    'สมชาย',
    'Иван Петров',
    'Anna Иванова',
    'МАЯ-Tattoo',
    'ᏣᎳᎩ',
    'ⵣⵉⵔⵉ',
    '辻\u{e0100}',
    'Mina 🖋️',
    '👩\u200d🎨 Ada',
    'Supporter Nina',
    'x'.repeat(LIMITS.nameLength),
  ])('may be %s', (name) => {
    expect(personName.parse(name)).toBe(name);
    expect(personName.parse(name.normalize('NFD'))).toBe(name);
  });

  it.each([
    ['nothing', '', 'length'],
    ['spaces', '   ', 'length'],
    ['what nobody sees', '\u3164\u200b\u2800', 'length'],
    ['too long', 'x'.repeat(LIMITS.nameLength + 1), 'length'],
    ['of two lines', 'a\nb', 'characters'],
    ['of two lines by another sign', 'a\u2028b', 'characters'],
    ['turned around', 'evil\u202ename', 'characters'],
    ['a lone surrogate', 'Ada\ud800', 'characters'],
    ['a logo of some fonts', '\uf8ff Ada', 'characters'],
    ['a pile of marks', 'Z\u0351\u0352\u0353\u0354\u0355a', 'marks'],
    ['Latin with a Cyrillic А', 'Аda', 'scripts'],
    ['Latin with a Cyrillic о, in the second word', 'Ada Nwоsu', 'scripts'],
    ['Latin with a Cyrillic а behind a digit', 'Ad4а', 'scripts'],
    ['Latin with a Greek Ω', 'Ωmega', 'scripts'],
    ['Korean with a Cyrillic А', '김А', 'scripts'],
    ['an office', 'Admin', 'official'],
    ['an office with the product’s name', 'Duet Support', 'official'],
    ['an office in wide letters', 'ＳＵＰＰＯＲＴ', 'official'],
    ['an office in Korean', '듀엣 고객센터', 'official'],
  ])('may not be %s', (_what, name, reason) => {
    expect(refusal(name)).toEqual([reason]);
  });

  it.each([
    [' Ada ', 'Ada'],
    ['A\u200bd\u00ada\ufeff\u200e', 'Ada'],
    ['A\u200dda', 'Ada'],
    ['𝓐𝓭𝓪', 'Ada'],
    ['Ada \u3000\u2800Nwosu', 'Ada Nwosu'],
    ['Bru\u0301no', 'Brúno'],
  ])('is kept as it is seen: %j', (name, seen) => {
    expect(personName.parse(name)).toBe(seen);
  });
});
