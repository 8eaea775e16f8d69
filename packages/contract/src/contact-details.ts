import { contactKind, type ContactKind } from './contact-policy.ts';
import { fold } from './contact/fold.ts';
import { findNumbers, findSpelledNumbers, type Span } from './contact/numbers.ts';
import { FAMILIES, isInside, isShown, spansOf } from './contact/words.ts';

// Ways around the marketplace, found in what people write: the same for clients, before it is sent, and for the server.
// See docs/adr/0029-contact-details.md, which says how good it is and what it costs.

/** A piece of a text, from `start` to before `end` in its UTF-16 units. */
export interface ContactDetail extends Span {
  readonly kind: ContactKind;
}

/** What stands in a masked text for each piece that is not shown, however long it is. */
export const CONTACT_MASK = '•••';

/** The contact details in a text, in order and without overlap. Pure, and linear in the text's length. */
export function findContactDetails(text: string): ContactDetail[] {
  const folded = fold(text);
  const found = findFolded(folded.text);
  return withoutOverlap(found).map(({ kind, start, end }) => ({ kind, ...folded.origin(start, end) }));
}

/** The kinds of what was found, each once. */
export function contactKindsOf(details: readonly ContactDetail[]): ContactKind[] {
  return contactKind.options.filter((kind) => details.some((detail) => detail.kind === kind));
}

/** The text with `CONTACT_MASK` in the place of each detail. */
export function maskContactDetails(text: string, details: readonly ContactDetail[]): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of details) {
    masked += text.slice(at, start) + CONTACT_MASK;
    at = end;
  }
  return masked + text.slice(at);
}

function findFolded(text: string): ContactDetail[] {
  const found: ContactDetail[] = [...findNumbers(text), ...findSpelledNumbers(text)];
  for (const { kind, needs, patterns } of FAMILIES) {
    if (!needs.test(text)) continue;
    for (const pattern of patterns) {
      for (const { start, end } of spansOf(text, pattern)) {
        if (!isMeantOtherwise(kind, text, start, end)) found.push({ kind, start, end });
      }
    }
  }
  return found;
}

/** A page that only shows something, or money that goes the marketplace's way. */
function isMeantOtherwise(kind: ContactKind, text: string, start: number, end: number): boolean {
  if (kind === 'link') return isShown(text.slice(start, end));
  return kind === 'payment' && isInside(sentenceAt(text, start, end));
}

/** Of details that share a place the one that begins first, of those the longest: it is shown or masked as a whole. */
function withoutOverlap(found: readonly ContactDetail[]): ContactDetail[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const left: ContactDetail[] = [];
  for (const detail of sorted) {
    const last = left.at(-1);
    if (!last || detail.start >= last.end) left.push(detail);
    else if (detail.end > last.end) left[left.length - 1] = { ...last, end: detail.end };
  }
  return left;
}

const SENTENCE_END = /[.!?\n]/;
/** As far as a sentence is looked at to either side. */
const SENTENCE = 120;

function sentenceAt(text: string, start: number, end: number): string {
  const before = text
    .slice(Math.max(0, start - SENTENCE), start)
    .split(SENTENCE_END)
    .at(-1)!;
  return before + text.slice(start, end) + text.slice(end, end + SENTENCE).split(SENTENCE_END)[0]!;
}
