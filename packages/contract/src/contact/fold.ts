/** A text as it is searched: what only looks different is the same, and every place of it is one of the original. */
export interface Folded {
  readonly text: string;
  /** Where a piece of it stands in the original. */
  origin(start: number, end: number): { start: number; end: number };
}

/** Digits that compatibility does not make ordinary ones: the first of each ten. */
const DIGIT_ZEROS = [0x0660, 0x06f0, 0x0966] as const;
/** Seen as nothing, or drawn around a digit. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|\u20e3|[\ufe00-\ufe0f]/;
/** Dashes, quotes and dots of other keyboards. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '’': "'",
  '‘': "'",
  '。': '.',
  '·': '.',
  '・': '.',
  '，': ',',
};
/** ASCII and whole Korean syllables, what nearly all texts are, are searched as they are. */
const PLAIN = /^[\x20-\x7e\n\tㄱ-ㆎ가-힣]*$/;

/** Lower case, ordinary digits and signs, nothing invisible. */
export function fold(text: string): Folded {
  if (PLAIN.test(text)) {
    return { text: text.toLowerCase(), origin: (start, end) => ({ start, end }) };
  }
  let folded = '';
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const form = foldCharacter(character);
    folded += form;
    for (let unit = 0; unit < form.length; unit += 1) places.push(at);
    at += character.length;
  }
  places.push(at);
  // The end of a piece is where its last character ends, whatever invisible stands behind it.
  const origin = (start: number, end: number) => {
    const last = places[end - 1]!;
    return { start: places[start]!, end: last + String.fromCodePoint(text.codePointAt(last)!).length };
  };
  return { text: lowerAscii(folded), origin };
}

function foldCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x80 || (code >= 0xac00 && code <= 0xd7a3)) return character;
  if (INVISIBLE.test(character)) return '';
  const zero = DIGIT_ZEROS.find((first) => code >= first && code < first + 10);
  if (zero !== undefined) return String(code - zero);
  return LOOKALIKES[character] ?? character.normalize('NFKC');
}

/** Other letters may change their length with their case. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
