import { memo } from 'react';
import { View } from 'react-native';
import { dayLabel } from '../../lib/dates.ts';
import { useToday } from '../../lib/useTime.ts';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

/** The day what follows was said, where the viewer is. */
export const DaySeparator = memo(function DaySeparator({ moment }: { moment: number }) {
  const styles = useStyles();
  const words = useWords();
  useToday();
  return (
    <View style={styles.row}>
      <Text variant="micro" color="inkFaint" style={styles.label}>
        {dayLabel(new Date(moment).toISOString(), words)}
      </Text>
    </View>
  );
});

const useStyles = themed(() => ({
  row: { alignItems: 'center', paddingTop: space.xl, paddingBottom: space.s },
  label: { fontWeight: '600', letterSpacing: 0.4 },
}));
