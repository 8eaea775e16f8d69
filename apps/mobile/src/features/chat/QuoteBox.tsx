import { Pressable, View } from 'react-native';
import type { Interaction } from '../../ui/interaction.ts';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import type { Quote } from './quote.ts';

interface Props {
  quote: Quote;
  /** What the bubble around looks like. */
  ground: 'mine' | 'theirs' | 'plain';
  onPress: () => void;
}

/** What a message answers, above what it says. Its words are the bubble's; the keyboard's way there is the menu. */
export function QuoteBox({ quote, ground, onPress }: Props) {
  const styles = useStyles();
  const { author, text, muted } = quote;
  const ink = ground === 'mine' ? 'onBubbleMine' : 'ink';
  return (
    <Pressable
      onPress={onPress}
      tabIndex={-1}
      accessible={false}
      testID="quote"
      style={({ pressed, hovered = false }: Interaction) => [
        styles.box,
        styles[ground],
        (pressed || hovered) && styles.active,
      ]}
    >
      <View style={[styles.bar, ground === 'mine' && styles.barMine]} />
      <View style={styles.words}>
        <Text
          variant="caption"
          color={ground === 'mine' ? ink : 'accentInk'}
          numberOfLines={1}
          style={styles.author}
        >
          {author}
        </Text>
        <Text variant="detail" color={ink} numberOfLines={2} style={[styles.text, muted && styles.muted]}>
          {text}
        </Text>
      </View>
    </Pressable>
  );
}

const useStyles = themed(({ color }) => ({
  box: {
    flexDirection: 'row',
    overflow: 'hidden',
    marginBottom: space.xs,
    marginHorizontal: -space.xs,
    borderRadius: radius.s + 2,
  },
  mine: { backgroundColor: color.quoteMine },
  theirs: { backgroundColor: color.sunken },
  plain: { backgroundColor: color.accentSoft },
  active: { opacity: 0.86 },
  bar: { width: 3, backgroundColor: color.accentInk },
  barMine: { backgroundColor: color.onBubbleMineSoft },
  words: { flexShrink: 1, minWidth: 0, paddingHorizontal: space.s, paddingVertical: space.xs },
  author: { textAlign: START, fontWeight: '700' },
  text: { textAlign: START },
  muted: { fontStyle: 'italic' },
}));
