import { View } from 'react-native';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';

/** A count; nothing at zero. `label` says what is counted. */
export function Badge({ count, label, testID }: { count: number; label: string; testID?: string }) {
  const styles = useStyles();
  if (count === 0) return null;
  return (
    <View style={styles.badge} role="img" aria-label={label} testID={testID}>
      <Text variant="micro" color="onAccent" style={styles.count}>
        {count > 99 ? '99+' : count}
      </Text>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  badge: {
    minWidth: 20,
    height: 20,
    paddingHorizontal: space.xs + 1,
    borderRadius: radius.round,
    backgroundColor: color.accent,
    alignItems: 'center',
    justifyContent: 'center',
  },
  count: { fontWeight: '700', fontVariant: ['tabular-nums'] },
}));
