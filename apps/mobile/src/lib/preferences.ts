import { create } from 'zustand';
import { TEXT_SIZES, type TextSize } from '../ui/tokens.ts';
import { LANGUAGES, type Language } from '../words/languages.ts';
import { preferenceStorage } from './preferenceStorage';

export const THEMES = ['system', 'light', 'dark'] as const;

/** How the person wants the app to look and to speak on this device. */
export interface Preferences {
  readonly theme: (typeof THEMES)[number];
  readonly textSize: TextSize;
  readonly language: Language | 'system';
}

/** What was kept, as far as it is understood: by another version of the app, it may be anything. */
function preferencesOf(kept: unknown): Preferences {
  const { theme, textSize, language } = (kept ?? {}) as Record<string, unknown>;
  return {
    theme: THEMES.find((one) => one === theme) ?? 'system',
    textSize: TEXT_SIZES.find((one) => one === textSize) ?? 'standard',
    language: (Object.keys(LANGUAGES) as Language[]).find((one) => one === language) ?? 'system',
  };
}

const kept = () => preferencesOf(preferenceStorage.get());

export const usePreferences = create<Preferences>(kept);
preferenceStorage.follow(() => usePreferences.setState(kept()));

/** Changes some of them, from now on and when the app is opened again. */
export function prefer(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  preferenceStorage.set(usePreferences.getState());
}
