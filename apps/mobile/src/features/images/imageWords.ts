import { dayLabel, timeOf, type Viewer } from '../../lib/dates.ts';
import type { Words } from '../../words/en.ts';

interface Placed {
  readonly number: number;
  readonly of: number;
  /** Whose it is; undefined for the viewer's own. */
  readonly from: string | undefined;
  readonly sentAt: string;
}

/** What stands for a photo where it is not seen: `Photo 1 of 3 from Bruno, Tuesday 14:02`. */
export function photoLabel({ number, of, from, sentAt }: Placed, words: Words, viewer: Viewer = {}): string {
  const when = `${dayLabel(sentAt, words, viewer)} ${timeOf(sentAt, words, viewer)}`;
  return words.photos.label(number, of, from, when);
}
