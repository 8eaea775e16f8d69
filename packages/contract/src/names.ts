import { z } from 'zod';
import { LIMITS } from './limits.ts';

// A name says who somebody is, so that more is asked of it than of a text: that it is not taken for another. Nothing in
// here asks what a name has to look like; see docs/adr/0034.

/** Scripts that people write today (UAX 31, table 5), but for those of `TOGETHER`. */
const ALONE =
  'Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan';
/** Scripts that stand in one word with each other: "highly restrictive" in UTS 39. */
const TOGETHER = ['Latin Han Hiragana Katakana', 'Latin Han Bopomofo', 'Latin Han Hangul'];

/** Letters of Latin that mathematics has apart, bold and cursive, and that look like others wherever they are shown. */
const MATHEMATICAL = /[\u{1d400}-\u{1d7ff}]/gu;
/** What turns around the text behind it. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/u;
/**
 * What is not seen and has no use, which is most of what is not seen: joiners have one between letters of some scripts and
 * between emoji, selectors of a variant behind an emoji or a Han character.
 */
const USELESS = new RegExp(
  String.raw`(?!${DIRECTION.source})(?!${[
    String.raw`(?<=[${anyOf('Arabic Syriac Mongolian Nko Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar')}])[\u200c\u200d](?=[\p{L}\p{M}])`,
    String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
    String.raw`(?<=\p{Emoji})\ufe0f`,
    String.raw`(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]`,
  ].join('|')})\p{Default_Ignorable_Code_Point}`,
  'gu',
);
/** White space of any width, and the Braille pattern without a dot. */
const SPACES = /[\p{Zs}\u2800]+/gu;
/** Control characters, ends of lines, and characters that look otherwise in each font. */
const NEVER = /[\p{Cc}\p{Zl}\p{Zp}\p{Co}]/u;
/** More than any language puts on a letter (UTS 39, 5.4). */
const PILE = /[\p{Mn}\p{Me}]{5}/u;

const WORD = /[\p{L}\p{M}\p{N}\u200c\u200d]+/gu;
/** Of each script, or company of scripts, a word in it; and a word in none of them. */
const WORDS = [
  ...[...ALONE.split(' '), ...TOGETHER].map((scripts) => `[${anyOf(`Common Inherited ${scripts}`)}]+`),
  `[^${anyOf([ALONE, ...TOGETHER].join(' '))}]+`,
].map((word) => new RegExp(`^${word}$`, 'u'));

/** Who writes for the marketplace writes no messages of a person: whoever is called so is not what it says. */
const OFFICIAL =
  /(?<!\p{L})(?:admin|administrator|moderator|support|helpdesk)(?!\p{L})|관리자|운영자|고객센터|고객지원/iu;

/**
 * A name people show to others. It is kept as it is seen: trimmed, in NFC, without what nobody sees. Refused are names that
 * are seen otherwise than they are written, those with a word in letters of several scripts, and those of an office.
 */
export const personName = z
  .string()
  .transform(toSeen)
  .refine((name) => name.length > 0 && [...name].length <= LIMITS.nameLength, {
    message: 'length',
    abort: true,
  })
  .refine((name) => name.isWellFormed() && !DIRECTION.test(name) && !NEVER.test(name), 'characters')
  .refine((name) => !PILE.test(name.normalize('NFD')), 'marks')
  .refine((name) => (name.match(WORD) ?? []).every(isOfOneScript), 'scripts')
  .refine((name) => !OFFICIAL.test(name.normalize('NFKC')), 'official');

function toSeen(name: string): string {
  return name
    .replace(MATHEMATICAL, (letter) => letter.normalize('NFKC'))
    .replace(USELESS, '')
    .replace(SPACES, ' ')
    .normalize('NFC')
    .trim();
}

function isOfOneScript(word: string): boolean {
  return WORDS.some((pattern) => pattern.test(word));
}

/** A class's inside: characters of any of these scripts. */
function anyOf(scripts: string): string {
  return scripts
    .split(' ')
    .map((script) => `\\p{Script=${script}}`)
    .join('');
}
