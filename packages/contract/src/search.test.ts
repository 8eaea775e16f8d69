import { expect, it } from 'vitest';
import { isFound, searchTerms, searchWords } from './search.ts';

const finds = (text: string, name: string) => isFound(searchWords(name), searchTerms(text));

it.each([
  ['brun', 'Bruno Castellani'],
  ['cast', 'Bruno Castellani'],
  ['CASTEL br', 'Bruno Castellani'],
  ['osterreich', 'Margareta-Alexandrina Hohenstein-Österreicher'],
  ['Österreich', 'Margareta-Alexandrina Hohenstein-Osterreicher'],
  ['alexandrina hohen', 'Margareta-Alexandrina Hohenstein-Österreicher'],
  ['tomas', 'Tomás Ribeiro'],
  ['soren', 'Søren'],
  ['lodz', 'Łódź'],
  ['strasse', 'Straße'],
  ['irem', 'İrem'],
  ['ISIK', 'Işık'],
  ['obri', 'O’Brien'],
  ["o'bri", 'OBrien'],
  ['αριστοτελησ', 'Αριστοτέλης'],
  ['김', '김민아'],
  ['기', '김민아'],
  ['김미', '김민아'],
  ['김ㅁ', '김민아'],
  ['ㄱ', '김민아'],
  ['민아', '김민아'],
  ['아', '김민아'],
  ['太郎', '山田太郎'],
  ['ﾀﾛｳ', 'やまだ タロウ'],
  ['أحمد', 'احمد'],
  ['محمد', 'مُحَمَّد'],
  ['الهاشمي', 'نور الهاشمي'],
  ['шев', 'Тарас Шевченко'],
  ['１０', 'DU-1042'],
  ['du-1042', 'DU-1042'],
  ['1042', 'DU-1042'],
  ['du1042', 'DU-1042'],
])('«%s» finds «%s»', (text, name) => {
  expect(finds(text, name)).toBe(true);
});

it.each([
  ['runo', 'Bruno Castellani'],
  ['bruno x', 'Bruno Castellani'],
  ['민', '김 아'],
  ['042', 'DU-1042'],
  ['--', 'Bruno --'],
  ['', 'Bruno'],
  ['%', 'Bruno'],
  ['_runo', 'Bruno'],
])('«%s» does not find «%s»', (text, name) => {
  expect(finds(text, name)).toBe(false);
});

it('asks for no more words than anybody types, and keeps no more than a name has', () => {
  expect(searchTerms('a b c d e f g h i j k')).toHaveLength(8);
  expect(searchWords('김'.repeat(80))).toHaveLength(80);
  expect(searchWords('a'.repeat(80))).toEqual(['a'.repeat(80)]);
  expect(searchWords('🎂 ﷽ \u202e')).not.toContain('');
});
