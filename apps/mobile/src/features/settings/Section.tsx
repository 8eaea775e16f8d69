import { Children, type ReactNode } from 'react';
import { View } from 'react-native';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';

interface Props {
  title: string;
  note: string;
  /** One row each. */
  children: ReactNode;
}

/** Settings that belong together, and what holds for all of them. */
export function Section({ title, note, children }: Props) {
  const styles = useStyles();
  return (
    <View style={styles.section} role="group" aria-label={title}>
      <Text variant="caption" color="inkSoft" role="heading" aria-level={2} style={styles.aside}>
        {title}
      </Text>
      <View style={styles.card}>
        {Children.toArray(children).map((row, index) => (
          <View key={index} style={index > 0 && styles.further}>
            {row}
          </View>
        ))}
      </View>
      <Text variant="caption" color="inkSoft" style={styles.aside}>
        {note}
      </Text>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  section: { gap: space.s },
  aside: { paddingHorizontal: space.l },
  card: {
    overflow: 'hidden',
    borderRadius: radius.l,
    borderWidth: 1,
    borderColor: color.line,
    backgroundColor: color.surface,
  },
  further: { borderTopWidth: 1, borderTopColor: color.line },
}));
