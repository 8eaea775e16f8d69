import type { Preview } from '@storybook/react-vite';
import { useLayoutEffect, type ReactNode } from 'react';
import { View } from 'react-native';
import '../src/main.css';
import { THEMES, usePreferences, type Preferences } from '../src/lib/preferences.ts';
import { LANGUAGES } from '../src/words/languages.ts';
import './preview.css';

const toolbar = (title: string, icon: 'transfer' | 'contrast' | 'globe', items: readonly string[]) => ({
  description: title,
  toolbar: { title, icon, items: [...items], dynamicTitle: true },
});

/** How every story is looked at. */
const preview: Preview = {
  parameters: { layout: 'fullscreen' },
  globalTypes: {
    direction: toolbar('Which way is read', 'transfer', ['ltr', 'rtl']),
    theme: toolbar('Theme', 'contrast', THEMES),
    language: toolbar('Language', 'globe', ['system', ...Object.keys(LANGUAGES)]),
  },
  initialGlobals: { direction: 'ltr', theme: 'system', language: 'system' },
  decorators: [
    (Story, { globals }) => {
      const { direction, theme, language } = globals as Preferences & { direction: 'ltr' | 'rtl' };
      // The app asks the page when it is drawn.
      document.documentElement.dir = direction;
      return (
        <Look key={direction} theme={theme} language={language}>
          <Story />
        </Look>
      );
    },
  ],
};

export default preview;

interface LookProps extends Pick<Preferences, 'theme' | 'language'> {
  children: ReactNode;
}

function Look({ theme, language, children }: LookProps) {
  useLayoutEffect(() => usePreferences.setState({ theme, language }), [theme, language]);
  return <View style={{ flex: 1 }}>{children}</View>;
}
