import { Pressable, View } from 'react-native';
import type { Interaction } from '../../ui/interaction.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

interface Props {
  visible: boolean;
  unread: number;
  onPress: () => void;
}

/** Back to the newest message, with how many wait there. */
export function NewestButton({ visible, unread, onPress }: Props) {
  const styles = useStyles();
  const { thread: words } = useWords();
  if (!visible) return null;
  return (
    <View style={styles.place} pointerEvents="box-none">
      <Pressable
        role="button"
        aria-label={unread > 0 ? words.toNewestOf(unread) : words.toNewest}
        onPress={onPress}
        testID="to-newest"
        style={({ pressed, hovered = false }: Interaction) => [
          styles.button,
          unread > 0 && styles.news,
          (pressed || hovered) && styles.active,
        ]}
      >
        {unread > 0 && (
          <Text variant="caption" color="onAccent" style={styles.label}>
            {words.count(unread)}
          </Text>
        )}
        <Icon name="arrowDown" size={18} color={unread > 0 ? 'onAccent' : 'inkSoft'} weight={2.2} />
      </Pressable>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  place: { position: 'absolute', end: space.l, bottom: space.m },
  button: {
    minWidth: size.touch - 4,
    height: size.touch - 4,
    paddingHorizontal: space.s,
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.xs,
    borderRadius: radius.round,
    backgroundColor: color.surface,
    boxShadow: `0 2px 10px ${color.shadow}38`,
  },
  news: { backgroundColor: color.accent, paddingHorizontal: space.m },
  active: { opacity: 0.92, transform: [{ translateY: -1 }] },
  label: { fontWeight: '700' },
}));
