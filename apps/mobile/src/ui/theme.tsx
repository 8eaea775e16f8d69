import { createContext, use, type ReactNode } from 'react';
import { StyleSheet, useColorScheme, type ImageStyle, type TextStyle, type ViewStyle } from 'react-native';
import { palettes, type Palette, type Scheme } from './tokens.ts';

export interface Theme {
  readonly scheme: Scheme;
  readonly color: Palette;
}

const themes: Record<Scheme, Theme> = {
  light: { scheme: 'light', color: palettes.light },
  dark: { scheme: 'dark', color: palettes.dark },
};

const ThemeContext = createContext(themes.light);

/** Follows the system's light or dark. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const scheme = useColorScheme();
  return <ThemeContext value={themes[scheme === 'dark' ? 'dark' : 'light']}>{children}</ThemeContext>;
}

/** Always dark: around photos, whatever the system's colours are. */
export function DarkTheme({ children }: { children: ReactNode }) {
  return <ThemeContext value={themes.dark}>{children}</ThemeContext>;
}

export function useTheme(): Theme {
  return use(ThemeContext);
}

/** A hook that gives styles made of the current theme; each scheme's styles are made once. */
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
