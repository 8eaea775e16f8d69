import { ActivityIndicator, Pressable, View } from 'react-native';
import { Avatar } from '../../ui/Avatar.tsx';
import type { Interaction } from '../../ui/interaction.ts';
import { Text } from '../../ui/Text.tsx';
import { themed, useTheme } from '../../ui/theme.tsx';
import { radius, size, space } from '../../ui/tokens.ts';

interface Props {
  person: { id: string; name: string };
  busy: boolean;
  disabled: boolean;
  onPress: () => void;
}

/** Signs in as this person. */
export function DemoPerson({ person, busy, disabled, onPress }: Props) {
  const styles = useStyles();
  const { color } = useTheme();
  const firstName = person.name.split(' ')[0]?.toLowerCase() ?? '';
  return (
    <Pressable
      role="button"
      aria-busy={busy}
      disabled={disabled}
      onPress={onPress}
      testID={`demo-person-${firstName}`}
      style={({ pressed, hovered = false }: Interaction) => [
        styles.pill,
        (pressed || hovered) && styles.active,
        disabled && !busy && styles.off,
      ]}
    >
      <View style={styles.avatar}>
        {busy ? (
          <ActivityIndicator size="small" color={color.accent} />
        ) : (
          <Avatar person={person} size={34} />
        )}
      </View>
      <Text variant="detail" style={styles.name} numberOfLines={1}>
        {person.name}
      </Text>
    </Pressable>
  );
}

const useStyles = themed(({ color }) => ({
  pill: {
    maxWidth: '100%',
    minHeight: size.touch,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingStart: space.xs,
    paddingEnd: space.m + 2,
    borderRadius: radius.round,
    borderWidth: 1,
    borderColor: color.line,
    backgroundColor: color.surface,
  },
  active: { borderColor: color.accent, backgroundColor: color.accentSoft },
  off: { opacity: 0.5 },
  avatar: { width: 34, height: 34, alignItems: 'center', justifyContent: 'center' },
  name: { fontWeight: '500', flexShrink: 1 },
}));
