import { ActivityIndicator, Pressable, type ViewStyle } from 'react-native';
import { Icon, type IconName } from './Icon.tsx';
import type { Interaction } from './interaction.ts';
import { Text } from './Text.tsx';
import { themed, useTheme } from './theme.tsx';
import { radius, size, space, type Palette } from './tokens.ts';

type Kind = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Props {
  label: string;
  onPress: () => void;
  kind?: Kind;
  small?: boolean;
  icon?: IconName;
  busy?: boolean;
  disabled?: boolean;
  testID?: string;
  /** What a screen reader says where the visible label is too short. */
  hint?: string;
}

const inks: Record<Kind, keyof Palette> = {
  primary: 'onAccent',
  secondary: 'ink',
  quiet: 'accentInk',
  danger: 'negative',
};

export function Button({
  label,
  onPress,
  kind = 'primary',
  small = false,
  icon,
  busy,
  disabled,
  testID,
  hint,
}: Props) {
  const styles = useStyles();
  const { color } = useTheme();
  const ground = grounds(color)[kind];
  const off = disabled === true || busy === true;
  return (
    <Pressable
      role="button"
      aria-label={hint ?? label}
      aria-busy={busy === true}
      disabled={off}
      onPress={onPress}
      testID={testID}
      style={({ pressed, hovered = false }: Interaction) => [
        styles.button,
        small && styles.small,
        ground.rest,
        (pressed || hovered) && ground.active,
        off && styles.off,
      ]}
    >
      {busy === true ? (
        <ActivityIndicator size="small" color={color[inks[kind]]} />
      ) : (
        icon !== undefined && <Icon name={icon} size={small ? 16 : 18} color={inks[kind]} weight={2.2} />
      )}
      <Text variant={small ? 'detail' : 'label'} color={inks[kind]} style={styles.label} numberOfLines={1}>
        {label}
      </Text>
    </Pressable>
  );
}

function grounds(color: Palette): Record<Kind, { rest: ViewStyle; active: ViewStyle }> {
  return {
    primary: {
      rest: { backgroundColor: color.accent, borderColor: color.accent },
      active: { backgroundColor: color.accentPressed, borderColor: color.accentPressed },
    },
    secondary: {
      rest: { backgroundColor: color.surface, borderColor: color.line },
      active: { backgroundColor: color.hover, borderColor: color.outline },
    },
    quiet: {
      rest: { backgroundColor: 'transparent', borderColor: 'transparent' },
      active: { backgroundColor: color.accentSoft, borderColor: color.accentSoft },
    },
    danger: {
      rest: { backgroundColor: color.surface, borderColor: color.line },
      active: { backgroundColor: color.negativeSoft, borderColor: color.negative },
    },
  };
}

const useStyles = themed(() => ({
  button: {
    minHeight: size.touch,
    paddingHorizontal: space.l,
    borderRadius: radius.round,
    borderWidth: 1,
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.s,
  },
  small: { minHeight: 34, paddingHorizontal: space.m, gap: space.xs },
  label: { fontWeight: '600', flexShrink: 1 },
  off: { opacity: 0.55 },
}));
