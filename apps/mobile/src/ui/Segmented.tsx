import { RadioGroup, type ChoiceProps } from './RadioGroup.tsx';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';

/** One of a few, all in sight. */
export function Segmented<V extends string>(choice: ChoiceProps<V>) {
  const styles = useStyles();
  return (
    <RadioGroup
      {...choice}
      style={styles.track}
      optionStyle={(chosen) => [styles.option, chosen && styles.chosen]}
    >
      {(label, chosen) => (
        <Text
          variant="detail"
          color={chosen ? 'ink' : 'inkSoft'}
          style={[styles.label, chosen && styles.strong]}
        >
          {label}
        </Text>
      )}
    </RadioGroup>
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
