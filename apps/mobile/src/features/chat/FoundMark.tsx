import { useEffect, useState } from 'react';
import { Animated, Platform } from 'react-native';
import { themed } from '../../ui/theme.tsx';
import { motion, radius, space } from '../../ui/tokens.ts';
import { useReducedMotion } from '../../ui/useReducedMotion';

/** How long a message that was jumped to is marked, in milliseconds. */
export const FOUND_FOR = 2_000;

/** Lies behind the message that was jumped to, and fades; without motion it is there, and then it is not. */
export function FoundMark() {
  const styles = useStyles();
  const still = useReducedMotion();
  const [opacity] = useState(() => new Animated.Value(1));
  useEffect(() => {
    if (still) return;
    const fading = Animated.timing(opacity, {
      toValue: 0,
      duration: motion.breath,
      delay: FOUND_FOR - motion.breath,
      useNativeDriver: Platform.OS !== 'web',
    });
    fading.start();
    return () => fading.stop();
  }, [still, opacity]);
  return (
    <Animated.View
      style={[styles.mark, still ? undefined : { opacity }]}
      pointerEvents="none"
      testID="found"
    />
  );
}

const useStyles = themed(({ color }) => ({
  mark: {
    position: 'absolute',
    top: 0,
    bottom: -space.xxs,
    start: -space.m,
    end: -space.m,
    borderRadius: radius.s,
    backgroundColor: color.selected,
  },
}));
