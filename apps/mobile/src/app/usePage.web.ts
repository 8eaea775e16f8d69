import { useEffect } from 'react';
import { usePreferences } from '../lib/preferences.ts';
import { useWords } from '../words/useWords.ts';

/** Has the page around the app say what the person has chosen, and the browser around the page look like it. */
export function usePage(): void {
  const { language } = useWords();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const theme = usePreferences((state) => state.theme);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
    for (const scheme of ['light', 'dark'] as const) {
      const colour = document.querySelector<HTMLMetaElement>(`meta[name=theme-color][data-scheme=${scheme}]`);
      if (colour)
        colour.media =
          theme === 'system' ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? 'all' : 'not all';
    }
  }, [theme]);
}
