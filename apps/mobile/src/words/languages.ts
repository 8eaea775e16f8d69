/** The languages that the app speaks, by what they call themselves. */
export const LANGUAGES = { en: 'English', ko: '한국어' } as const;
export type Language = keyof typeof LANGUAGES;

/** The first of the wanted languages that the app speaks, each perhaps with a region: `ko-KR`. English, where it speaks none. */
export function spokenOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'en' || language === 'ko') return language;
  }
  return 'en';
}
