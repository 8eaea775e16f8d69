/** A piece of a folded text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What may stand between two digits of one number: three signs at most. A comma alone, since lists have a space behind. */
const BETWEEN = String.raw`(?:[ \t().\-_/\\*~|]{0,3}|,)`;
const NUMBER = new RegExp(String.raw`[+(]{0,2}\d(?:${BETWEEN}\d)+`, 'g');

/** Numbers that say how much, how big, how long or when, with what stands behind and before them. */
const NEUTRAL = [
  // 2026-12-24, 24.12.2026, 12/24/26; not a part of something longer.
  /(^|[^\d./-])(\d{4}[./-] ?\d{1,2}[./-] ?\d{1,2}|\d{1,2}[./-] ?\d{1,2}[./-] ?(?:19|20)?\d{2})(?![./-]? ?\d)/g,
  // 24.12. and 10:30, also in a row.
  /(^|[^\d./-])((?:[0-2]?\d|3[01])[./](?:0?[1-9]|[1-5]\d|00))(?![./-]?\d)/g,
  /(^|[^\d:])([0-2]?\d:[0-5]\d(?::[0-5]\d)?)(?![:\d])/g,
  // Money: a sign before or a word behind, and no more digits than money has.
  /([$€£¥₩]|(?:usd|eur|krw|gbp|jpy|chf) ) ?(\d{1,3}(?:[,. ]\d{3}){0,3}(?:[.,]\d{1,2})?|\d{1,8}(?:[.,]\d{1,2})?)(?!\d)/g,
  /(^|[^\d.,-])(\d{1,3}(?:[,. ]\d{3}){0,3}(?:[.,]\d{1,2})?|\d{1,8}(?:[.,]\d{1,2})?) ?(?:€|£|\$|₩|%|원|만|천|억|won\b|krw\b|usd\b|eur\b|euros?\b|dollars?\b|bucks\b|pounds?\b|gbp\b|k\b)/g,
  // Sizes, times and counts.
  /(^|[^\d.,-])(\d{1,5}(?:[.,]\d{1,3})?) ?(?:cm|mm|m|km|px|dpi|ml|kg|g|inch(?:es)?|in|ft|hours?|hrs?|h|min(?:utes)?|am|pm|days?|weeks?|years?|people|shots|photos|시간?|분|명|개|장|컷|번째|회|층|호선?|번지|번길|길|동|평|년|월|일|주|인치|센치|미터|살|팀|번 출구)(?![a-z\d])/g,
] as const;

/** However it is written, nothing else has so many digits that begin so: Korean mobiles, and what begins with a plus. */
const CERTAIN = [
  new RegExp(
    String.raw`(^|[^\d])((?:\+?82[ .\-]{0,2}\(?0?\)?[ .\-]{0,2}|\(?0${BETWEEN})1${BETWEEN}[016789](?:${BETWEEN}\d){7,8})(?!\d)`,
    'g',
  ),
  new RegExp(String.raw`(^|[^\d+])(\+\(?\d(?:${BETWEEN}\d){8,14})(?!\d)`, 'g'),
] as const;

/** Behind these a number is the name of something else. */
const CODE_BEFORE =
  /(?:booking|order|invoice|reference|ref|ticket|tracking|reservation|code|postcode|zip|예약|주문|송장|우편|사업자|등록|접수|인증|운송장)[^\n\d]{0,14}$/;
/** A part of a code, such as DX-1042. */
const LETTERS_BEFORE = /(?:[a-z]{1,12}[-_]?|#)$/;
const PHONE_BEFORE =
  /(?:phone|tel|cell|mobile|call|text|sms|whats ?app|number|reach|ring|dial|전화|번호|폰|연락처|문자|연락)[^\n\d]{0,16}$/;
const BANK_NEAR = /bank|account|iban|transfer|계좌|은행|뱅크|카뱅|우체국|입금|송금|이체/;
const BANK_BEFORE = /(?:국민|신한|우리|하나|농협|기업|카카오|토스|신협|수협|새마을금고)[ :]{0,2}$/;
const CONTEXT = 24;

/** What a number that is not certain is by its shape and its surroundings; undefined: some other number. */
function kindOf(number: string, before: string, after: string): 'phone' | 'payment' | undefined {
  const groups = number.match(/\d+/g)!;
  const digits = groups.join('');
  if (digits.length < 7 || digits.length > 16 || CODE_BEFORE.test(before)) return undefined;
  if (digits.length >= 9 && (BANK_NEAR.test(before + after) || BANK_BEFORE.test(before))) return 'payment';
  if (PHONE_BEFORE.test(before) && digits.length <= 15) return 'phone';
  if (LETTERS_BEFORE.test(before) || digits.length < 8) return undefined;
  const shape = groups.map(({ length }) => length).join('-');
  // Cards and accounts.
  if (shape === '4-4-4-4') return 'payment';
  if (/^\d+(?:-\d+){2,3}$/.test(number) && digits.length >= 11 && !digits.startsWith('0')) return 'payment';
  if (/^1?[2-9]\d{9}$/.test(digits) && /^(?:1-)?(?:3-3-4|10)$/.test(shape)) return 'phone';
  if (/^10\d{8}$/.test(digits) && /^(?:2-4-4|10)$/.test(shape)) return 'phone';
  if (shape === '4-4' && /^1[568]\d\d/.test(digits)) return 'phone';
  const isNational = digits.startsWith('0') && digits.length >= 9 && digits.length <= 13;
  return isNational && groups.length <= 6 && groups.every(({ length }) => length >= 2) ? 'phone' : undefined;
}

/** No number that is looked for has fewer digits. */
const SEVEN_DIGITS = /(?:\d[^\d]*){7}/;

/** Numbers by which somebody can be called or paid. */
export function findNumbers(text: string): (Span & { kind: 'phone' | 'payment' })[] {
  if (!SEVEN_DIGITS.test(text)) return [];
  const found: (Span & { kind: 'phone' | 'payment' })[] = [];
  let left = text;
  for (const certain of CERTAIN) {
    for (const { 0: all, 1: before = '', index } of left.matchAll(certain)) {
      found.push({ kind: 'phone', start: index + before.length, end: index + all.length });
    }
    left = left.replace(certain, withoutDigits);
  }
  for (const neutral of NEUTRAL) left = left.replace(neutral, withoutDigits);
  for (const { 0: number, index } of left.matchAll(NUMBER)) {
    const end = index + number.length;
    const before = text.slice(Math.max(0, index - CONTEXT), index);
    const kind = kindOf(number, before, text.slice(end, end + CONTEXT));
    if (kind) found.push({ kind, start: index, end });
  }
  return found;
}

/** In the same place, and no number any more. */
function withoutDigits(piece: string): string {
  return piece.replaceAll(/\d/g, ';');
}

const DIGIT_WORDS: Readonly<Record<string, string>> = {
  zero: '0',
  oh: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  공: '0',
  영: '0',
  빵: '0',
  일: '1',
  하나: '1',
  이: '2',
  둘: '2',
  삼: '3',
  사: '4',
  오: '5',
  육: '6',
  륙: '6',
  칠: '7',
  팔: '8',
  구: '9',
};
const DIGIT = String.raw`(?:\d|${Object.keys(DIGIT_WORDS).join('|')})`;
const SPELLED = new RegExp(
  `${DIGIT}(?:(?:[ \\t().\\-_/,*~|]{0,3}|에 ?|의 ?| ?다시 ?| ?대시 ?| dash )${DIGIT})+`,
  'g',
);
/** What a number in words begins with. */
const WORDS_IN_A_ROW =
  /(?:[공영빵일이삼사오육륙칠팔구\d][ .\-]?){3}|(?:zero|one|two|three|four|five|six|seven|eight|nine|oh)[ ,.\-]{1,3}(?:zero|one|two|three|four|five|six|seven|eight|nine|oh)\b|[o0][1il][o016789]/;
/** Letters that stand for digits: O1O. */
const LETTERED =
  /(?:^|[^a-z\d])([o0][1il|][o016789][ .\-_]{0,3}(?:[\doil][ .\-_]{0,3}){6,7}[\doil])(?![a-z\d])/g;

type PhoneSpan = Span & { kind: 'phone' };

/** Numbers in words, or half in words. */
export function findSpelledNumbers(text: string): PhoneSpan[] {
  if (!WORDS_IN_A_ROW.test(text)) return [];
  const found: PhoneSpan[] = [];
  for (const { 0: piece, index } of text.matchAll(SPELLED)) {
    const units = [...piece.matchAll(new RegExp(DIGIT, 'g'))];
    const digits = units.map(([unit]) => DIGIT_WORDS[unit] ?? unit).join('');
    const words = units.filter(([unit]) => unit in DIGIT_WORDS).length;
    // What goes on behind a whole number is the next word: “…오육칠팔이에요”.
    const mobile = /01[016789]\d{8}|01[016789]\d{7}/.exec(digits);
    const whole = mobile ? { from: mobile.index, count: mobile[0].length } : { from: 0, count: units.length };
    if (words === 0 || !(mobile || (words >= 8 && words === units.length))) continue;
    const first = units[whole.from]!;
    const last = units[whole.from + whole.count - 1]!;
    found.push({ kind: 'phone', start: index + first.index, end: index + last.index + last[0].length });
  }
  for (const { 0: all, 1: number = '', index } of text.matchAll(LETTERED)) {
    const start = index + all.length - number.length;
    found.push({ kind: 'phone', start, end: start + number.length });
  }
  return found;
}
