import { ScrollView } from 'react-native';
import { RadioGroup, type ChoiceProps } from './RadioGroup.tsx';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';

interface Props<V extends string> extends ChoiceProps<V> {
  /** In as many lines as it takes, where all are to be in sight. */
  wraps?: boolean;
}

/** One of some, in a line that goes on beyond a narrow window's edge. */
export function ChoiceChips<V extends string>({ wraps = false, ...choice }: Props<V>) {
  const styles = useStyles();
  return (
    <ScrollView horizontal={!wraps} showsHorizontalScrollIndicator={false} style={!wraps && styles.window}>
      <RadioGroup
        {...choice}
        style={[styles.line, wraps ? styles.lines : styles.inset]}
        optionStyle={(chosen, { pressed, hovered = false }) => [
          styles.chip,
          hovered && styles.hovered,
          pressed && styles.pressed,
          chosen && styles.chosen,
        ]}
      >
        {(label, chosen) => (
          <Text variant="detail" color={chosen ? 'accentInk' : 'inkSoft'} style={styles.label}>
            {label}
          </Text>
        )}
      </RadioGroup>
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
