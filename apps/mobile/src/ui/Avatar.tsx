import { View } from 'react-native';
import { colourOf, initialsOf } from '../lib/names.ts';
import { Text } from './Text.tsx';
import { themed, useTheme } from './theme.tsx';
import { avatarColours, radius } from './tokens.ts';

interface Props {
  person: { id: string; name: string };
  size?: number;
  online?: boolean;
}

/** Initials on the person's own colour, the same on every screen. The name stands beside it, so it is decoration. */
export function Avatar({ person, size = 48, online = false }: Props) {
  const { scheme } = useTheme();
  const styles = useStyles();
  const colours = avatarColours[scheme];
  const { ground, ink } = colours[colourOf(person.id, colours.length)] ?? colours[0]!;
  const dot = Math.round(size * 0.29);
  return (
    <View aria-hidden style={{ width: size, height: size }}>
      <View style={[styles.disc, { backgroundColor: ground }]}>
        <Text
          allowFontScaling={false}
          style={{ color: ink, fontSize: size * 0.38, lineHeight: size * 0.5, fontWeight: '600' }}
        >
          {initialsOf(person.name)}
        </Text>
      </View>
      {online && <View style={[styles.online, { width: dot, height: dot }]} />}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  disc: { flex: 1, borderRadius: radius.round, alignItems: 'center', justifyContent: 'center' },
  online: {
    position: 'absolute',
    end: -1,
    bottom: -1,
    borderRadius: radius.round,
    borderWidth: 2,
    borderColor: color.background,
    backgroundColor: color.online,
  },
}));
