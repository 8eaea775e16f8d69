import { View } from 'react-native';
import { Mark } from '../ui/Logo.tsx';
import { themed } from '../ui/theme.tsx';
import { useWords } from '../words/useWords.ts';

/** What is seen for the moment in which nothing else can be. */
export function Splash() {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.fill} role="status" aria-label={words.common.loading}>
      <Mark size={56} />
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  fill: { flex: 1, alignItems: 'center', justifyContent: 'center', backgroundColor: color.background },
}));
