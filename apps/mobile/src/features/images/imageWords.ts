import { dayLabel, timeOf, type Viewer } from '../../lib/dates.ts';

/** How many photos there are. */
export function photosOf(count: number): string {
  return count > 1 ? `${count} photos` : 'Photo';
}

interface Placed {
  readonly number: number;
  readonly of: number;
  /** Whose it is. */
  readonly from: string;
  readonly sentAt: string;
}

/** What stands for a photo where it is not seen: `Photo 1 of 3 from Bruno, Tuesday 14:02`. */
export function photoLabel({ number, of, from, sentAt }: Placed, viewer: Viewer = {}): string {
  const place = of === 1 ? 'Photo' : `Photo ${number} of ${of}`;
  return `${place} from ${from}, ${dayLabel(sentAt, viewer)} ${timeOf(sentAt, viewer)}`;
}
