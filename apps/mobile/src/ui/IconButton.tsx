import { Pressable } from 'react-native';
import { Icon, type IconName } from './Icon.tsx';
import type { Interaction } from './interaction.ts';
import { themed } from './theme.tsx';
import { radius, size, type Palette } from './tokens.ts';

interface Props {
  icon: IconName;
  label: string;
  onPress: () => void;
  color?: keyof Palette;
  disabled?: boolean;
  testID?: string;
}

/** A round button of one icon; `label` is what it is called. */
export function IconButton({ icon, label, onPress, color = 'inkSoft', disabled = false, testID }: Props) {
  const styles = useStyles();
  return (
    <Pressable
      role="button"
      aria-label={label}
      disabled={disabled}
      onPress={onPress}
      testID={testID}
      style={({ pressed, hovered = false }: Interaction) => [
        styles.button,
        hovered && styles.hovered,
        pressed && styles.pressed,
        disabled && styles.off,
      ]}
    >
      <Icon name={icon} color={color} />
    </Pressable>
  );
}

const useStyles = themed(({ color }) => ({
  button: {
    width: size.touch,
    height: size.touch,
    borderRadius: radius.round,
    alignItems: 'center',
    justifyContent: 'center',
  },
  hovered: { backgroundColor: color.hover },
  pressed: { backgroundColor: color.pressed },
  off: { opacity: 0.5 },
}));
