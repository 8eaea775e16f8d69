import { useEffect, useState } from 'react';
import { Animated, Platform, View } from 'react-native';
import { themed } from '../../ui/theme.tsx';
import { motion, radius, space } from '../../ui/tokens.ts';
import { useReducedMotion } from '../../ui/useReducedMotion';
import { useWords } from '../../words/useWords.ts';

const DOTS = [0, 1, 2];
/** One dot follows the other by this many milliseconds. */
const LAG = 160;

/** Lies over the list's lower edge, outside the list: it comes and goes without moving a message. */
export function TypingIndicator({ name, typing }: { name: string; typing: boolean }) {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.place} aria-live="polite" pointerEvents="none">
      {typing && (
        <View
          style={styles.pill}
          role="img"
          aria-label={words.conversation.isTyping(name)}
          testID="typing-indicator"
        >
          {DOTS.map((dot) => (
            <Dot key={dot} delay={dot * LAG} />
          ))}
        </View>
      )}
    </View>
  );
}

function Dot({ delay }: { delay: number }) {
  const styles = useStyles();
  const still = useReducedMotion();
  const [lift] = useState(() => new Animated.Value(0));
  useEffect(() => {
    if (still) return;
    const to = (toValue: number) =>
      Animated.timing(lift, { toValue, duration: motion.step, useNativeDriver: Platform.OS !== 'web' });
    const wave = Animated.loop(
      Animated.sequence([Animated.delay(delay), to(1), to(0), Animated.delay(DOTS.length * LAG - delay)]),
    );
    wave.start();
    return () => wave.stop();
  }, [lift, still, delay]);
  const translateY = lift.interpolate({ inputRange: [0, 1], outputRange: [0, -4] });
  const opacity = lift.interpolate({ inputRange: [0, 1], outputRange: [0.45, 1] });
  return <Animated.View style={[styles.dot, still ? undefined : { opacity, transform: [{ translateY }] }]} />;
}

const useStyles = themed(({ color }) => ({
  place: { height: 34, paddingHorizontal: space.m, justifyContent: 'center' },
  pill: {
    alignSelf: 'flex-start',
    flexDirection: 'row',
    gap: 4,
    paddingHorizontal: space.m,
    paddingVertical: space.s + 1,
    borderRadius: radius.round,
    backgroundColor: color.bubbleTheirs,
    boxShadow: `0 1px 3px ${color.shadow}22`,
  },
  dot: { width: 6, height: 6, borderRadius: radius.round, backgroundColor: color.inkSoft },
}));
