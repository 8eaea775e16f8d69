import { useRef } from 'react';
import { Pressable, type View } from 'react-native';
import { Icon } from './Icon.tsx';
import type { Interaction } from './interaction.ts';
import type { Point } from './Menu.tsx';
import { themed } from './theme.tsx';
import { radius } from './tokens.ts';

interface Props {
  label: string;
  /** Reached by Tab; else by the arrow keys of what it stands in. */
  tabbable?: boolean;
  onOpen: (at: Point) => void;
  testID: string;
}

/** Opens a menu. */
export function MenuButton({ label, tabbable = true, onOpen, testID }: Props) {
  const styles = useStyles();
  const button = useRef<View>(null);
  return (
    <Pressable
      ref={button}
      role="button"
      aria-label={label}
      aria-haspopup="menu"
      tabIndex={tabbable ? 0 : -1}
      onPress={() => button.current?.measureInWindow((x, y, _, height) => onOpen({ x, y: y + height }))}
      testID={testID}
      style={({ pressed, hovered = false }: Interaction) => [
        styles.button,
        (hovered || pressed) && styles.active,
      ]}
    >
      <Icon name="more" size={20} weight={2.6} />
    </Pressable>
  );
}

const useStyles = themed(({ color }) => ({
  button: {
    width: 32,
    height: 32,
    borderRadius: radius.round,
    alignItems: 'center',
    justifyContent: 'center',
  },
  active: { backgroundColor: color.pressed },
}));
