import { View } from 'react-native';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

const widths = ['46%', '62%', '38%', '54%', '48%', '58%', '42%'] as const;

/** The shape of the list before its first page is there. */
export function ListSkeleton() {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.list} role="status" aria-label={words.list.loading}>
      {widths.map((width) => (
        <View key={width} style={styles.row}>
          <Skeleton width={52} height={52} round />
          <View style={styles.lines}>
            <Skeleton width={width} height={14} />
            <Skeleton width="88%" height={12} />
          </View>
        </View>
      ))}
    </View>
  );
}

const useStyles = themed(() => ({
  list: { paddingHorizontal: space.l, gap: space.xl, paddingTop: space.m, flex: 1, overflow: 'hidden' },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  lines: { flex: 1, gap: space.s },
}));
