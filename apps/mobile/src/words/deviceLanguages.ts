import { getLocales } from 'expo-localization';

/** What the device's person would rather be spoken to in, the most wanted first. */
export function deviceLanguages(): readonly string[] {
  return getLocales().map(({ languageTag }) => languageTag);
}
