import { useEffect, useState } from 'react';
import { Animated, type ViewProps } from 'react-native';
import { motion } from './tokens.ts';
import { useReducedMotion } from './useReducedMotion';

/** A view that breathes, unless the person asked for less motion. */
export function Breathing({ style, ...props }: ViewProps) {
  const still = useReducedMotion();
  const [opacity] = useState(() => new Animated.Value(1));
  useEffect(() => {
    if (still) return;
    const to = (toValue: number) =>
      Animated.timing(opacity, { toValue, duration: motion.breath, useNativeDriver: true });
    const breath = Animated.loop(Animated.sequence([to(0.45), to(1)]));
    breath.start();
    return () => breath.stop();
  }, [opacity, still]);
  return <Animated.View {...props} style={[style, { opacity }]} />;
}
