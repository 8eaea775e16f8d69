import { Pressable, View } from 'react-native';
import { onSpace } from './onSpace.ts';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';

/** What one of a few is chosen from. */
export interface ChoiceProps<V extends string> {
  label: string;
  options: readonly { value: V; label: string }[];
  value: V;
  onChange: (value: V) => void;
  /** Of each option, with its value behind it. */
  testID?: string;
}

/** One of a few, all in sight. */
export function Segmented<V extends string>({ label, options, value, onChange, testID }: ChoiceProps<V>) {
  const styles = useStyles();
  return (
    <View role="radiogroup" aria-label={label} style={styles.track}>
      {options.map((option) => {
        const chosen = option.value === value;
        return (
          <Pressable
            key={option.value}
            role="radio"
            aria-checked={chosen}
            onPress={() => onChange(option.value)}
            {...onSpace(() => onChange(option.value))}
            testID={testID && `${testID}-${option.value}`}
            style={[styles.option, chosen && styles.chosen]}
          >
            <Text
              variant="detail"
              color={chosen ? 'ink' : 'inkSoft'}
              style={[styles.label, chosen && styles.strong]}
            >
              {option.label}
            </Text>
          </Pressable>
        );
      })}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  track: { flexDirection: 'row', padding: 3, borderRadius: radius.m, backgroundColor: color.pressed },
  option: {
    flexGrow: 1,
    flexShrink: 1,
    alignItems: 'center',
    justifyContent: 'center',
    paddingHorizontal: space.xs,
    paddingVertical: space.s - 1,
    borderRadius: radius.m - 3,
  },
  label: { textAlign: 'center' },
  chosen: { backgroundColor: color.surface, boxShadow: `0 1px 3px ${color.shadow}22` },
  strong: { fontWeight: '600' },
}));
