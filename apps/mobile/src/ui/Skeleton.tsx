import type { DimensionValue } from 'react-native';
import { Breathing } from './Breathing';
import { themed } from './theme.tsx';
import { radius } from './tokens.ts';

interface Props {
  width: DimensionValue;
  height: number;
  round?: boolean;
}

/** Stands where something is about to be. */
export function Skeleton({ width, height, round = false }: Props) {
  const styles = useStyles();
  return (
    <Breathing
      aria-hidden
      testID="skeleton"
      style={[styles.block, { width, height, borderRadius: round ? height / 2 : radius.s }]}
    />
  );
}

const useStyles = themed(({ color }) => ({ block: { backgroundColor: color.pressed } }));
