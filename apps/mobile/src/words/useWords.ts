import { create } from 'zustand';
import { usePreferences } from '../lib/preferences.ts';
import { deviceLanguages } from './deviceLanguages';
import { en, type Words } from './en.ts';
import { spokenOf, type Language } from './languages.ts';
import { loadWords } from './load';

const useSpoken = create<{ words: Words }>(() => ({ words: en }));

/** The words of the app in the language that it speaks now. */
export function useWords(): Words {
  return useSpoken(({ words }) => words);
}

function wanted(): Language {
  const { language } = usePreferences.getState();
  return language === 'system' ? spokenOf(deviceLanguages()) : language;
}

/** Has the app speak the language that was chosen, else the device's; as before, where its words cannot be had. */
export async function speak(): Promise<void> {
  const language = wanted();
  const loaded = loadWords(language);
  const words = loaded instanceof Promise ? await loaded.catch(() => undefined) : loaded;
  if (words && language === wanted()) useSpoken.setState({ words });
}

usePreferences.subscribe((now, before) => {
  if (now.language !== before.language) void speak();
});
