import { Pressable, View } from 'react-native';
import type { Interaction } from './interaction.ts';
import { onSpace } from './onSpace.ts';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, size, space } from './tokens.ts';

interface Props {
  label: string;
  /** What it means as it stands. */
  text: string;
  on: boolean;
  busy: boolean;
  onChange: (on: boolean) => void;
  testID?: string;
}

/** Something that is on or off, and what that means. */
export function SwitchRow({ label, text, on, busy, onChange, testID }: Props) {
  const styles = useStyles();
  const toggle = () => {
    if (!busy) onChange(!on);
  };
  return (
    <Pressable
      role="switch"
      aria-checked={on}
      aria-busy={busy}
      onPress={toggle}
      {...onSpace(toggle)}
      testID={testID}
      style={({ pressed, hovered = false }: Interaction) => [
        styles.row,
        hovered && styles.hovered,
        pressed && styles.pressed,
      ]}
    >
      <View style={styles.words}>
        <Text variant="label">{label}</Text>
        <Text variant="detail" color="inkSoft">
          {text}
        </Text>
      </View>
      <View style={[styles.track, on && styles.on, busy && styles.busy]}>
        <View style={[styles.knob, on && styles.knobOn]} />
      </View>
    </Pressable>
  );
}

const KNOB = 20;

const useStyles = themed(({ color }) => ({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    minHeight: size.touch,
    paddingHorizontal: space.l,
    paddingVertical: space.m,
  },
  hovered: { backgroundColor: color.hover },
  pressed: { backgroundColor: color.pressed },
  words: { flex: 1, gap: space.xxs },
  track: {
    width: 2 * KNOB + space.xs,
    padding: space.xxs,
    borderRadius: radius.round,
    backgroundColor: color.outline,
  },
  on: { backgroundColor: color.accent },
  busy: { opacity: 0.55 },
  knob: { width: KNOB, height: KNOB, borderRadius: radius.round, backgroundColor: color.onAccent },
  knobOn: { alignSelf: 'flex-end' },
}));
