import { View } from 'react-native';
import { IconButton } from './IconButton.tsx';
import { Text } from './Text.tsx';
import { START } from './startEdge';
import { themed } from './theme.tsx';
import { size, space } from './tokens.ts';

interface Props {
  title: string;
  /** Left out where what is beside the screen leads away from it. */
  back?: { label: string; onPress: () => void } | undefined;
}

/** What a screen is, and the way back from it. */
export function ScreenHeader({ title, back }: Props) {
  const styles = useStyles();
  return (
    <View style={[styles.header, !back && styles.alone]}>
      {back && <IconButton icon="back" label={back.label} onPress={back.onPress} color="ink" testID="back" />}
      <Text variant="heading" role="heading" aria-level={1} numberOfLines={1} style={styles.title}>
        {title}
      </Text>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  header: {
    minHeight: size.bar,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingHorizontal: space.s,
    backgroundColor: color.surface,
    borderBottomWidth: 1,
    borderBottomColor: color.line,
  },
  alone: { paddingHorizontal: space.l },
  title: { flex: 1, textAlign: START },
}));
