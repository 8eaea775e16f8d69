import { View } from 'react-native';
import { Text } from './Text.tsx';
import { themed, useTheme } from './theme.tsx';
import { radius, space } from './tokens.ts';

export type Tone = 'positive' | 'caution' | 'negative' | 'neutral' | 'settled';

/** A state in a word. */
export function Chip({ label, tone }: { label: string; tone: Tone }) {
  const { color } = useTheme();
  const styles = useStyles();
  return (
    <View style={[styles.chip, { backgroundColor: color[`${tone}Soft`] }]}>
      <Text variant="micro" color={tone} style={styles.label} numberOfLines={1}>
        {label}
      </Text>
    </View>
  );
}

const useStyles = themed(() => ({
  chip: { paddingHorizontal: space.s, paddingVertical: 2, borderRadius: radius.s, flexShrink: 0 },
  label: { fontWeight: '600' },
}));
