import { View } from 'react-native';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

/** Stands above the first message the viewer had not read when they came. */
export function UnreadDivider() {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.row} testID="unread-divider">
      <View style={styles.line} />
      <Text variant="micro" color="accentInk" style={styles.label}>
        {words.thread.newMessages}
      </Text>
      <View style={styles.line} />
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  row: { flexDirection: 'row', alignItems: 'center', gap: space.m, paddingVertical: space.s },
  line: { flex: 1, height: 1, backgroundColor: color.accent, opacity: 0.35 },
  label: { fontWeight: '700', letterSpacing: 0.3 },
}));
