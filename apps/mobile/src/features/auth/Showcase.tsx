import type { ReactNode } from 'react';
import { View } from 'react-native';
import { Logo } from '../../ui/Logo.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';

const lines = [
  { mine: false, text: 'Saturday light is best around six. Shall we say 18:00 in the garden?' },
  { mine: true, text: 'Perfect. The dog is invited too, I hope 🐕' },
  { mine: false, text: 'He is the reason I said yes.' },
];

/** The words of `children` over a picture of the product, made of the product's own shapes. */
export function Showcase({ children }: { children: ReactNode }) {
  const styles = useStyles();
  return (
    <View style={styles.panel}>
      <Logo color="onAccent" onAccent />
      {children}
      <View style={styles.scene} aria-hidden>
        <View style={styles.card}>
          <View style={styles.cardText}>
            <Text variant="heading">Portrait session</Text>
            <Text variant="caption" color="inkSoft">
              Sat, 13 June, 18:00 – 20:00 · €450
            </Text>
          </View>
          <View style={styles.chip}>
            <Text variant="micro" color="positive" style={styles.strong}>
              Accepted
            </Text>
          </View>
        </View>
        {lines.map(({ mine, text }) => (
          <View key={text} style={[styles.bubble, mine ? styles.mine : styles.theirs]}>
            <Text color={mine ? 'markOverlap' : 'onAccent'}>{text}</Text>
          </View>
        ))}
      </View>
      <Text variant="caption" style={styles.foot}>
        Self-hosted. Open source. Yours.
      </Text>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  panel: {
    flex: 1,
    maxWidth: 640,
    padding: space.xxxl,
    gap: space.xxl,
    justifyContent: 'space-between',
    backgroundColor: color.showcase,
    overflow: 'hidden',
  },
  scene: { gap: space.s, width: '100%', maxWidth: 440 },
  card: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    padding: space.l,
    marginBottom: space.s,
    borderRadius: radius.l,
    backgroundColor: color.surface,
    boxShadow: `0 12px 32px ${color.shadow}55`,
  },
  cardText: { flex: 1, gap: 2 },
  chip: {
    paddingHorizontal: space.s,
    paddingVertical: 3,
    borderRadius: radius.s,
    backgroundColor: color.positiveSoft,
  },
  strong: { fontWeight: '600' },
  bubble: { maxWidth: '82%', paddingHorizontal: space.l, paddingVertical: space.m, borderRadius: radius.l },
  mine: { alignSelf: 'flex-end', backgroundColor: color.saffron, borderBottomRightRadius: radius.s },
  theirs: {
    alignSelf: 'flex-start',
    backgroundColor: color.showcaseRaised,
    borderBottomLeftRadius: radius.s,
  },
  foot: { color: color.onBubbleMineSoft },
}));
