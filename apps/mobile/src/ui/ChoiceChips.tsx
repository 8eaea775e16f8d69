import { Pressable, ScrollView, View } from 'react-native';
import type { Interaction } from './interaction.ts';
import { onSpace } from './onSpace.ts';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';

interface Props<V extends string> {
  label: string;
  options: readonly { value: V; label: string }[];
  value: V;
  onChange: (value: V) => void;
  testID: string;
  /** In as many lines as it takes, where all are to be in sight. */
  wraps?: boolean;
}

/** One of some, in a line that goes on beyond a narrow window's edge. */
export function ChoiceChips<V extends string>({
  label,
  options,
  value,
  onChange,
  testID,
  wraps = false,
}: Props<V>) {
  const styles = useStyles();
  return (
    <ScrollView horizontal={!wraps} showsHorizontalScrollIndicator={false} style={!wraps && styles.window}>
      <View role="radiogroup" aria-label={label} style={[styles.line, wraps ? styles.lines : styles.inset]}>
        {options.map((option) => {
          const chosen = option.value === value;
          return (
            <Pressable
              key={option.value}
              role="radio"
              aria-checked={chosen}
              onPress={() => onChange(option.value)}
              {...onSpace(() => onChange(option.value))}
              testID={`${testID}-${option.value}`}
              style={({ pressed, hovered = false }: Interaction) => [
                styles.chip,
                hovered && styles.hovered,
                pressed && styles.pressed,
                chosen && styles.chosen,
              ]}
            >
              <Text variant="detail" color={chosen ? 'accentInk' : 'inkSoft'} style={styles.label}>
                {option.label}
              </Text>
            </Pressable>
          );
        })}
      </View>
    </ScrollView>
  );
}

const useStyles = themed(({ color }) => ({
  window: { flexGrow: 0, marginHorizontal: -space.l },
  line: { flexDirection: 'row', gap: space.s - 2, paddingVertical: 2 },
  inset: { paddingHorizontal: space.l },
  lines: { flexWrap: 'wrap' },
  chip: {
    minHeight: 36,
    justifyContent: 'center',
    paddingHorizontal: space.m - 2,
    borderRadius: radius.round,
    borderWidth: 1,
    borderColor: color.line,
  },
  hovered: { backgroundColor: color.hover },
  pressed: { backgroundColor: color.pressed },
  chosen: { backgroundColor: color.accentSoft, borderColor: color.accentSoft },
  label: { fontWeight: '500' },
}));
