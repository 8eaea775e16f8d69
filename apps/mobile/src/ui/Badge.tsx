import { View } from 'react-native';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';

interface Props {
  count: number;
  /** What is counted. */
  label: string;
  /** It is no reason to look now. */
  quiet?: boolean;
  testID?: string;
}

/** A count; nothing at zero. */
export function Badge({ count, label, quiet = false, testID }: Props) {
  const styles = useStyles();
  if (count === 0) return null;
  return (
    <View style={[styles.badge, quiet && styles.quiet]} role="img" aria-label={label} testID={testID}>
      <Text variant="micro" color={quiet ? 'neutral' : 'onAccent'} style={styles.count}>
        {count > 99 ? '99+' : count}
      </Text>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  badge: {
    minWidth: 20,
    minHeight: 20,
    paddingHorizontal: space.xs + 1,
    borderRadius: radius.round,
    backgroundColor: color.accent,
    alignItems: 'center',
    justifyContent: 'center',
  },
  quiet: { backgroundColor: color.neutralSoft },
  count: { fontWeight: '700', fontVariant: ['tabular-nums'] },
}));
