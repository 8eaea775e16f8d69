import { Text as NativeText, type TextProps } from 'react-native';
import { useTheme } from './theme.tsx';
import type { Palette, TextVariant } from './tokens.ts';

interface Props extends TextProps {
  variant?: TextVariant;
  color?: keyof Palette;
}

/** All text of the app. Direction follows the text itself, so Arabic and Hebrew align as they should. */
export function Text({ variant = 'body', color = 'ink', style, ...rest }: Props) {
  const theme = useTheme();
  return <NativeText {...rest} style={[theme.type[variant], { color: theme.color[color] }, style]} />;
}
