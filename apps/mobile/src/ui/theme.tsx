import { createContext, use, useMemo, type ReactNode } from 'react';
import { StyleSheet, useColorScheme, type ImageStyle, type TextStyle, type ViewStyle } from 'react-native';
import { usePreferences } from '../lib/preferences.ts';
import { palettes, typeScaleOf, type Palette, type Scheme, type TextSize, type TypeScale } from './tokens.ts';

export interface Theme {
  readonly scheme: Scheme;
  readonly color: Palette;
  readonly type: TypeScale;
  readonly textSize: TextSize;
}

const themes = new Map<string, Theme>();

/** Always the same object for the same look, so that styles are made of it once. */
function themeOf(scheme: Scheme, textSize: TextSize): Theme {
  const key = `${scheme} ${textSize}`;
  let theme = themes.get(key);
  if (!theme)
    themes.set(key, (theme = { scheme, color: palettes[scheme], type: typeScaleOf(textSize), textSize }));
  return theme;
}

const ThemeContext = createContext(themeOf('light', 'standard'));

/** Colours in place of the app's own, as far as they are named. */
export type Colors = Partial<Record<Scheme, Partial<Palette>>>;

/** What the person has chosen; else the system's light or dark. */
export function ThemeProvider({ colors, children }: { colors?: Colors | undefined; children: ReactNode }) {
  const system = useColorScheme() === 'dark' ? 'dark' : 'light';
  const { theme: chosen, textSize } = usePreferences();
  const scheme = chosen === 'system' ? system : chosen;
  const own = colors?.[scheme];
  const theme = useMemo(() => {
    const ours = themeOf(scheme, textSize);
    return own ? { ...ours, color: { ...ours.color, ...own } } : ours;
  }, [scheme, textSize, own]);
  return <ThemeContext value={theme}>{children}</ThemeContext>;
}

/** Always dark: around photos, whatever the colours are elsewhere. */
export function DarkTheme({ children }: { children: ReactNode }) {
  const { textSize } = useTheme();
  return <ThemeContext value={themeOf('dark', textSize)}>{children}</ThemeContext>;
}

export function useTheme(): Theme {
  return use(ThemeContext);
}

/** A hook that gives styles made of the current theme; each theme's styles are made once. */
export function themed<S extends Record<string, ViewStyle | TextStyle | ImageStyle>>(
  make: (theme: Theme) => S,
): () => S {
  const made = new Map<Theme, S>();
  return () => {
    const theme = useTheme();
    let styles = made.get(theme);
    if (!styles) made.set(theme, (styles = StyleSheet.create<S>(make(theme))));
    return styles;
  };
}
