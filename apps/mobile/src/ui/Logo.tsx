import { View } from 'react-native';
import { Text } from './Text.tsx';
import { themed, useTheme } from './theme.tsx';
import { space, type Palette } from './tokens.ts';
import { Vector } from './Vector';

export const BRAND = 'Duet';

interface Props {
  size?: number;
  /** On the accent colour the first voice is white. */
  onAccent?: boolean;
}

/** Two voices, side by side, and what they share between them. */
export function Mark({ size = 30, onAccent = false }: Props) {
  const { color } = useTheme();
  return (
    <Vector
      viewBox="2 6 28 20"
      width={size}
      height={(size * 20) / 28}
      paths={[
        {
          d: 'M11.5 7a9 9 0 0 1 0 18H4a1.5 1.5 0 0 1-1.5-1.5V16a9 9 0 0 1 9-9Z',
          fill: onAccent ? color.onAccent : color.accent,
        },
        { d: 'M20.5 7a9 9 0 0 0 0 18H28a1.5 1.5 0 0 0 1.5-1.5V16a9 9 0 0 0-9-9Z', fill: color.saffron },
        { d: 'M16 8.206a9 9 0 0 1 0 15.588 9 9 0 0 1 0-15.588Z', fill: color.markOverlap },
      ]}
    />
  );
}

/** The mark and the name. */
export function Logo({ color = 'ink', ...mark }: Props & { color?: keyof Palette }) {
  const styles = useStyles();
  return (
    <View style={styles.row} role="img" aria-label={BRAND}>
      <Mark {...mark} />
      <Text variant="title" color={color} aria-hidden>
        {BRAND}
      </Text>
    </View>
  );
}

const useStyles = themed(() => ({ row: { flexDirection: 'row', alignItems: 'center', gap: space.s } }));
