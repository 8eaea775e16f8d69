import { getParser } from 'bowser';

/** What our own app is called. */
export const BRAND = 'Duet';
export const IOS = 'iOS';

/** What a signed-in device is, by what it called itself: a user agent. Empty, as far as that does not say. */
export function deviceOf(userAgent: string): { program: string; system: string; kind: string } {
  // The two systems' own network layers, by what they call themselves.
  if (/CFNetwork|Darwin/.test(userAgent)) return { program: BRAND, system: IOS, kind: 'mobile' };
  if (/okhttp/i.test(userAgent)) return { program: BRAND, system: 'Android', kind: 'mobile' };
  if (userAgent === '') return { program: '', system: '', kind: '' };
  const { browser, os, platform } = getParser(userAgent).getResult();
  return { program: browser.name ?? '', system: os.name ?? '', kind: platform.type ?? '' };
}
