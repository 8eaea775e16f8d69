import type { ReactNode } from 'react';
import { Linking, Platform } from 'react-native';
import { textParts } from '../../lib/textParts.ts';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import type { Palette, TextVariant } from '../../ui/tokens.ts';

interface Props {
  text: string;
  variant: TextVariant;
  color: keyof Palette;
  /** Words about a message rather than the message. */
  muted?: boolean;
  /** Set after the text, on its last line. */
  children?: ReactNode;
}

/** Text as it was written, with its web addresses as links. */
export function RichText({ text, variant, color, muted = false, children }: Props) {
  const styles = useStyles();
  return (
    <Text variant={variant} color={color} selectable style={[styles.text, muted && styles.muted]}>
      {textParts(text).map((part, index) =>
        part.href === undefined ? (
          part.text
        ) : (
          <Text
            key={index}
            variant={variant}
            color={color}
            role="link"
            style={styles.link}
            {...toward(part.href)}
          >
            {part.text}
          </Text>
        ),
      )}
      {children}
    </Text>
  );
}

/** A real link on the web, which react-native-web makes of `href`; elsewhere a tap that opens the browser. */
function toward(href: string): object {
  return Platform.OS === 'web'
    ? { href, hrefAttrs: { target: 'blank', rel: 'noopener noreferrer nofollow' } }
    : { onPress: () => void Linking.openURL(href) };
}

const useStyles = themed(() => ({
  text: { flexShrink: 1, minWidth: 0 },
  muted: { fontStyle: 'italic' },
  link: { textDecorationLine: 'underline' },
}));
