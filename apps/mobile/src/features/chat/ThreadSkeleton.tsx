import { View } from 'react-native';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

const bubbles = [
  { mine: false, width: '58%', height: 44 },
  { mine: false, width: '36%', height: 44 },
  { mine: true, width: '64%', height: 66 },
  { mine: false, width: '48%', height: 44 },
  { mine: true, width: '30%', height: 44 },
] as const;

/** The shape of a conversation before its first page is there. */
export function ThreadSkeleton() {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.thread} role="status" aria-label={words.thread.loading}>
      {bubbles.map(({ mine, width, height }) => (
        <View key={width} style={mine ? styles.mine : styles.theirs}>
          <Skeleton width={width} height={height} round />
        </View>
      ))}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  thread: {
    flex: 1,
    width: '100%',
    maxWidth: size.column,
    alignSelf: 'center',
    justifyContent: 'flex-end',
    gap: space.s,
    padding: space.l,
    backgroundColor: color.sunken,
  },
  mine: { alignItems: 'flex-end' },
  theirs: { alignItems: 'flex-start' },
}));
