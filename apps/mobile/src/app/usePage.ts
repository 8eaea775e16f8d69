import { useEffect } from 'react';
import { Appearance } from 'react-native';
import { usePreferences } from '../lib/preferences.ts';

/** Has what the system draws around the app, and for it, look as the person has chosen: keyboards, pickers, questions. */
export function usePage(): void {
  const theme = usePreferences((state) => state.theme);
  useEffect(() => Appearance.setColorScheme(theme === 'system' ? 'unspecified' : theme), [theme]);
}
