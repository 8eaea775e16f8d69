/** Where and when the viewer is. Left out, it is the system's language and zone, and the present. */
export interface Viewer {
  locale?: string;
  timeZone?: string;
  now?: Date;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The app speaks English; its dates follow the viewer's variety of it (12 or 24 hours, order of day and month). */
function localeOf({ locale = Intl.DateTimeFormat().resolvedOptions().locale }: Viewer): string {
  return locale.startsWith('en') ? locale : 'en-GB';
}

const formatters = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs more than a hundred uses of it.
function format(moment: string | Date, options: Intl.DateTimeFormatOptions, viewer: Viewer): string {
  const locale = localeOf(viewer);
  const zoned = viewer.timeZone === undefined ? options : { ...options, timeZone: viewer.timeZone };
  const key = locale + JSON.stringify(zoned);
  let formatter = formatters.get(key);
  if (!formatter) formatters.set(key, (formatter = new Intl.DateTimeFormat(locale, zoned)));
  return formatter.format(new Date(moment));
}

/** The calendar day of a moment where the viewer is, as `2026-01-31`. */
export function dayOf(moment: string | Date, viewer: Viewer = {}): string {
  return format(
    moment,
    { year: 'numeric', month: '2-digit', day: '2-digit' },
    { ...viewer, locale: 'en-CA' },
  );
}

/** How many calendar days ago a moment was where the viewer is; negative for one to come. */
function daysAgo(moment: string | Date, viewer: Viewer): number {
  const day = (at: string | Date) => Date.parse(dayOf(at, viewer));
  return Math.round((day(viewer.now ?? new Date()) - day(moment)) / DAY);
}

function sameYear(moment: string, viewer: Viewer): boolean {
  return dayOf(moment, viewer).slice(0, 4) === dayOf(viewer.now ?? new Date(), viewer).slice(0, 4);
}

/** `14:32` or `2:32 PM`. */
export function timeOf(moment: string, viewer: Viewer = {}): string {
  return format(moment, { timeStyle: 'short' }, viewer);
}

/** A day as a separator names it: Today, Yesterday, Wednesday, 3 March, 3 March 2024. */
export function dayLabel(moment: string, viewer: Viewer = {}): string {
  const ago = daysAgo(moment, viewer);
  if (ago === 0) return 'Today';
  if (ago === 1) return 'Yesterday';
  if (ago > 1 && ago < 7) return format(moment, { weekday: 'long' }, viewer);
  const date = { day: 'numeric', month: 'long' } as const;
  return format(moment, sameYear(moment, viewer) ? date : { ...date, year: 'numeric' }, viewer);
}

/** The newest message's moment as a list shows it: the time today, then the day, ever shorter. */
export function listTime(moment: string, viewer: Viewer = {}): string {
  const ago = daysAgo(moment, viewer);
  if (ago <= 0) return timeOf(moment, viewer);
  if (ago === 1) return 'Yesterday';
  if (ago < 7) return format(moment, { weekday: 'short' }, viewer);
  const date = { day: 'numeric', month: 'short' } as const;
  return format(moment, sameYear(moment, viewer) ? date : { ...date, year: 'numeric' }, viewer);
}

/** When somebody was last there, in words. */
export function lastSeen(moment: string, viewer: Viewer = {}): string {
  const elapsed = (viewer.now ?? new Date()).getTime() - Date.parse(moment);
  if (elapsed < MINUTE) return 'Last seen just now';
  if (elapsed < 60 * MINUTE) return `Last seen ${Math.floor(elapsed / MINUTE)} min ago`;
  const ago = daysAgo(moment, viewer);
  if (ago === 0) return `Last seen today at ${timeOf(moment, viewer)}`;
  if (ago === 1) return `Last seen yesterday at ${timeOf(moment, viewer)}`;
  return `Last seen ${listTime(moment, viewer)}`;
}

/** The span of a booking, in the viewer's zone: `Sat, 14 Jun, 18:00 – 20:00`. */
export function spanOf(startsAt: string, endsAt: string, viewer: Viewer = {}): string {
  const date = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const day = format(startsAt, sameYear(startsAt, viewer) ? date : { ...date, year: 'numeric' }, viewer);
  return `${day}, ${timeOf(startsAt, viewer)} – ${timeOf(endsAt, viewer)}`;
}
