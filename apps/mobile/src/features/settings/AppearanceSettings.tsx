import { prefer, THEMES, usePreferences } from '../../lib/preferences.ts';
import { ChoiceRow } from '../../ui/ChoiceRow.tsx';
import { TEXT_SIZES } from '../../ui/tokens.ts';
import { LANGUAGES, type Language } from '../../words/languages.ts';
import { useWords } from '../../words/useWords.ts';
import { Section } from './Section.tsx';

/** How the app looks on this device, and in which language it speaks. */
export function AppearanceSettings() {
  const { settings: words } = useWords();
  const { theme, textSize, language } = usePreferences();
  const languages = Object.entries(LANGUAGES) as [Language, string][];
  return (
    <Section title={words.appearance} note={words.appearanceNote}>
      <ChoiceRow
        label={words.theme}
        options={THEMES.map((value) => ({ value, label: words.themes[value] }))}
        value={theme}
        onChange={(value) => prefer({ theme: value })}
        testID="theme"
      />
      <ChoiceRow
        label={words.textSize}
        options={TEXT_SIZES.map((value) => ({ value, label: words.textSizes[value] }))}
        value={textSize}
        onChange={(value) => prefer({ textSize: value })}
        testID="text-size"
      />
      <ChoiceRow
        label={words.language}
        options={[
          { value: 'system', label: words.systemLanguage },
          ...languages.map(([value, label]) => ({ value, label })),
        ]}
        value={language}
        onChange={(value) => prefer({ language: value })}
        testID="language"
      />
    </Section>
  );
}
