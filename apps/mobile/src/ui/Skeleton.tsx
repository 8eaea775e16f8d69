import { useEffect, useState } from 'react';
import { Animated, Platform, type DimensionValue } from 'react-native';
import { themed } from './theme.tsx';
import { motion, radius } from './tokens.ts';
import { useReducedMotion } from './useReducedMotion';

interface Props {
  width: DimensionValue;
  height: number;
  round?: boolean;
}

/** Stands where something is about to be; breathes, unless the person asked for less motion. */
export function Skeleton({ width, height, round = false }: Props) {
  const styles = useStyles();
  const still = useReducedMotion();
  const [opacity] = useState(() => new Animated.Value(1));
  useEffect(() => {
    // On the web main.css does it: by script, each frame would keep a slow device from loading what is waited for.
    if (still || Platform.OS === 'web') return;
    const to = (toValue: number) =>
      Animated.timing(opacity, { toValue, duration: motion.breath, useNativeDriver: true });
    const breath = Animated.loop(Animated.sequence([to(0.45), to(1)]));
    breath.start();
    return () => breath.stop();
  }, [opacity, still]);
  return (
    <Animated.View
      aria-hidden
      testID="skeleton"
      style={[styles.block, { width, height, opacity, borderRadius: round ? height / 2 : radius.s }]}
    />
  );
}

const useStyles = themed(({ color }) => ({ block: { backgroundColor: color.pressed } }));
