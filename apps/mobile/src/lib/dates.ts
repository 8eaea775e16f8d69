import type { Words } from '../words/en.ts';

/** Where and when the viewer is. Left out, it is the system's region and zone, and the present. */
export interface Viewer {
  locale?: string;
  timeZone?: string;
  now?: Date;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const SYSTEM_LOCALE = Intl.DateTimeFormat().resolvedOptions().locale;

/** The variety of a language in which dates are written for somebody of another. */
const LOCALES: Record<Words['language'], string> = { en: 'en-GB', ko: 'ko-KR' };

/** Dates and prices follow the viewer's variety of the app's language (12 or 24 hours, order of day and month). */
export function localeOf({ language }: Words, { locale = SYSTEM_LOCALE }: Viewer = {}): string {
  return locale.split('-')[0] === language ? locale : LOCALES[language];
}

const TIME = { timeStyle: 'short' } as const;
const WEEKDAY = { weekday: 'long' } as const;
const SHORT_WEEKDAY = { weekday: 'short' } as const;
const DATE = { day: 'numeric', month: 'long' } as const;
const SHORT_DATE = { day: 'numeric', month: 'short' } as const;
const DATE_WITH_WEEKDAY = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const NUMERIC = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;

const formatters = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs more than a hundred uses of it.
function format(
  moment: string | Date,
  options: Intl.DateTimeFormatOptions,
  locale: string,
  viewer: Viewer,
): string {
  const zoned = viewer.timeZone === undefined ? options : { ...options, timeZone: viewer.timeZone };
  const key = locale + JSON.stringify(zoned);
  let formatter = formatters.get(key);
  if (!formatter) formatters.set(key, (formatter = new Intl.DateTimeFormat(locale, zoned)));
  return formatter.format(new Date(moment));
}

/** A date, with its year where that is not the present one. */
function dated(moment: string, options: Intl.DateTimeFormatOptions, words: Words, viewer: Viewer): string {
  const now = viewer.now ?? new Date();
  const sameYear = dayOf(moment, viewer).slice(0, 4) === dayOf(now, viewer).slice(0, 4);
  const shown = sameYear ? options : ({ ...options, year: 'numeric' } as const);
  return format(moment, shown, localeOf(words, viewer), viewer);
}

/** The calendar day of a moment where the viewer is, as `2026-01-31`. */
export function dayOf(moment: string | Date, viewer: Viewer = {}): string {
  return format(moment, NUMERIC, 'en-CA', viewer);
}

/** How many calendar days ago a moment was where the viewer is; negative for one to come. */
function daysAgo(moment: string | Date, viewer: Viewer): number {
  const day = (at: string | Date) => Date.parse(dayOf(at, viewer));
  return Math.round((day(viewer.now ?? new Date()) - day(moment)) / DAY);
}

/** `14:32` or `2:32 PM`. */
export function timeOf(moment: string | Date, words: Words, viewer: Viewer = {}): string {
  return format(moment, TIME, localeOf(words, viewer), viewer);
}

/**
 * What time it is in another zone: `02:10`, or `Thu 02:10` where that is another day. Undefined where the clocks agree, and
 * for `UTC`, which is said of people who may be anywhere.
 */
export function localTimeOf(timeZone: string, words: Words, viewer: Viewer = {}): string | undefined {
  if (timeZone === 'UTC') return undefined;
  const now = viewer.now ?? new Date();
  const there = { ...viewer, timeZone };
  const day = dayOf(now, there);
  const time = timeOf(now, words, there);
  if (day !== dayOf(now, viewer))
    return `${format(now, SHORT_WEEKDAY, localeOf(words, viewer), there)} ${time}`;
  return time === timeOf(now, words, viewer) ? undefined : time;
}

/** A day as a separator names it: Today, Yesterday, Wednesday, 3 March, 3 March 2024. */
export function dayLabel(moment: string, words: Words, viewer: Viewer = {}): string {
  const ago = daysAgo(moment, viewer);
  if (ago === 0) return words.dates.today;
  if (ago === 1) return words.dates.yesterday;
  if (ago > 1 && ago < 7) return format(moment, WEEKDAY, localeOf(words, viewer), viewer);
  return dated(moment, DATE, words, viewer);
}

/** The newest message's moment as a list shows it: the time today, then the day, ever shorter. */
export function listTime(moment: string, words: Words, viewer: Viewer = {}): string {
  const ago = daysAgo(moment, viewer);
  if (ago <= 0) return timeOf(moment, words, viewer);
  if (ago === 1) return words.dates.yesterday;
  if (ago < 7) return format(moment, SHORT_WEEKDAY, localeOf(words, viewer), viewer);
  return dated(moment, SHORT_DATE, words, viewer);
}

/** When somebody was last there, in words. */
export function lastSeen(moment: string, words: Words, viewer: Viewer = {}): string {
  const { dates } = words;
  const elapsed = (viewer.now ?? new Date()).getTime() - Date.parse(moment);
  if (elapsed < MINUTE) return dates.lastSeenNow;
  if (elapsed < 60 * MINUTE) return dates.lastSeenMinutesAgo(Math.floor(elapsed / MINUTE));
  const ago = daysAgo(moment, viewer);
  if (ago === 0) return dates.lastSeenToday(timeOf(moment, words, viewer));
  if (ago === 1) return dates.lastSeenYesterday(timeOf(moment, words, viewer));
  return dates.lastSeenOn(listTime(moment, words, viewer));
}

/** The span of a booking, in the viewer's zone: `Sat, 14 Jun, 18:00 – 20:00`. */
export function spanOf(startsAt: string, endsAt: string, words: Words, viewer: Viewer = {}): string {
  const day = dated(startsAt, DATE_WITH_WEEKDAY, words, viewer);
  return words.dates.span(day, timeOf(startsAt, words, viewer), timeOf(endsAt, words, viewer));
}

let timeZone = '';

/** The system's zone. Whatever is said of time from now on is said of the one that it is now: devices travel. */
export function readTimeZone(): string {
  const present = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (present !== timeZone) formatters.clear();
  return (timeZone = present);
}
