import { Pressable } from 'react-native';
import { Icon, type IconName } from './Icon.tsx';
import type { Interaction } from './interaction.ts';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { size, space } from './tokens.ts';

interface Props {
  icon: IconName;
  label: string;
  onPress: () => void;
  tone?: 'ink' | 'negative';
  busy?: boolean;
  role?: 'button' | 'menuitem';
  testID?: string;
}

/** Something to do, as wide as what it stands in. */
export function ActionRow({
  icon,
  label,
  onPress,
  tone = 'ink',
  busy = false,
  role = 'button',
  testID,
}: Props) {
  const styles = useStyles();
  return (
    <Pressable
      role={role}
      aria-busy={busy}
      disabled={busy}
      onPress={onPress}
      testID={testID}
      style={({ pressed, hovered = false }: Interaction) => [
        styles.row,
        hovered && styles.hovered,
        pressed && styles.pressed,
        busy && styles.busy,
      ]}
    >
      <Icon name={icon} size={20} color={tone === 'ink' ? 'inkSoft' : tone} />
      <Text variant="label" color={tone} style={styles.label}>
        {label}
      </Text>
    </Pressable>
  );
}

const useStyles = themed(({ color }) => ({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: size.touch + space.xs,
    paddingHorizontal: space.l,
  },
  hovered: { backgroundColor: color.hover },
  pressed: { backgroundColor: color.pressed },
  busy: { opacity: 0.55 },
  label: { fontWeight: '500', flexShrink: 1 },
}));
