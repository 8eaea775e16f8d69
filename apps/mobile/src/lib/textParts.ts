export interface TextPart {
  text: string;
  /** Set on a web address. */
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+/giu;
// What ends a sentence around an address rather than the address.
const TRAILING = /(?<![.,;:!?…)\]}»”’])[.,;:!?…)\]}»”’]+$/u;

// Letters that cannot be seen, or that turn around what follows: an address has no use for them, who deceives does.
const INVISIBLE = /[\p{Cf}\u034f\u115f\u1160\u3164\uffa0]/u;

/**
 * Splits text into plain parts and web addresses. Only `http` and `https` become links, and a link always reads as
 * where it leads: no hidden targets, no name before the host, and a host in other letters than ASCII as the browser will
 * look it up, so that `аpple.example` is not taken for `apple.example`. No guessing at telephone numbers.
 */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const link = linkTo(address);
    if (link === undefined) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: link, href: link });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** An address as it was written, but for a host that would be another; undefined where it is none to be trusted. */
function linkTo(address: string): string | undefined {
  if (!URL.canParse(address) || INVISIBLE.test(address)) return undefined;
  const { protocol, host, username, password } = new URL(address);
  const [, scheme = '', written = ''] = /^(https?:\/\/)([^/?#\\]*)/iu.exec(address) ?? [];
  // Where the platform does not know how such a host is looked up.
  if (!/^[!-~]+$/u.test(host)) return undefined;
  if (username !== '' || password !== '' || written.includes('@')) return undefined;
  if (written.toLowerCase() === host || `${host}:${DEFAULT_PORTS[protocol]}` === written.toLowerCase())
    return address;
  return `${protocol}//${host}${address.slice(scheme.length + written.length)}`;
}

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

// `https://a.example/page_(one)` keeps its bracket, `(see https://a.example)` gives it back to the sentence.
function trimmed(address: string): string {
  const tail = TRAILING.exec(address)?.[0];
  if (tail === undefined) return address;
  const bare = address.slice(0, -tail.length);
  return tail.startsWith(')') && bare.includes('(') && !bare.includes(')') ? `${bare})` : bare;
}

const EMOJI =
  /^(?:(?:\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?)*)\s*){1,3}$/u;

/** True for one to three emoji and nothing else: such a message is shown large. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 64 && EMOJI.test(text.trim());
}

const FIRST_LETTER_RTL =
  /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The direction of a text by its first letter, as the Unicode algorithm and `dir="auto"` have it. */
export function isRightToLeft(text: string): boolean {
  return FIRST_LETTER_RTL.test(text);
}

const ANY_LETTER_RTL =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * Somebody's own words inside a sentence of the app, which keeps its direction whatever theirs is. What reads as the
 * sentence does is left as it is.
 */
export function isolated(words: string): string {
  return ANY_LETTER_RTL.test(words) ? `\u2068${words}\u2069` : words;
}
