const LOCALE = navigator.language.startsWith('en') ? navigator.language : 'en-GB';

const formats = {
  time: new Intl.DateTimeFormat(LOCALE, { timeStyle: 'medium' }),
  day: new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full' }),
  date: new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' }),
};

/** The zone that all moments are shown in: the viewer's. */
export const TIME_ZONE = formats.time.resolvedOptions().timeZone;

/** `14:32:08` */
export function timeOf(iso: string): string {
  return formats.time.format(new Date(iso));
}

/** `Thursday, 3 December 2026` */
export function dayOf(iso: string): string {
  return formats.day.format(new Date(iso));
}

/** `3 Dec 2026` */
export function dateOf(iso: string): string {
  return formats.date.format(new Date(iso));
}

/** `3 Dec 2026, 14:32:08` */
export function momentOf(iso: string): string {
  return `${dateOf(iso)}, ${timeOf(iso)}`;
}

/** The moment as one reads it beside another: without its day where that is the same. */
export function besides(iso: string, other: string): string {
  return dayOf(iso) === dayOf(other) ? timeOf(iso) : momentOf(iso);
}

/** Where a day of the calendar (`2026-12-03`) begins for the viewer, as a moment; `after` counts days from there. */
export function startOfDay(day: string, after = 0): string {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + after);
  return date.toISOString();
}

/** `29:59` */
export function toClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
