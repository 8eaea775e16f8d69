/** The first letters of the first and the last word of a name, in capitals; a question mark for no name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0];
  if (first === undefined) return '?';
  const last = words.length > 1 ? words.at(-1) : undefined;
  return (firstLetter(first) + (last === undefined ? '' : firstLetter(last))).toLocaleUpperCase();
}

// A letter with its marks, or an emoji with its joiners; Hermes has no Intl.Segmenter.
const LETTER =
  /^(?:\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic}|\p{M}|\p{Emoji_Modifier})*|.\p{M}*)/u;

function firstLetter(word: string): string {
  return LETTER.exec(word)?.[0] ?? '';
}

/** A number below `count` that an id always gives, spread evenly over ids. */
export function colourOf(id: string, count: number): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < id.length; index += 1)
    hash = Math.imul(hash ^ id.charCodeAt(index), 16_777_619);
  return (hash >>> 0) % count;
}
