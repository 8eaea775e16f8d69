import type { ReactNode } from 'react';
import { View } from 'react-native';
import { Logo } from '../../ui/Logo.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

const lines = [
  { mine: false, said: 'theirs' },
  { mine: true, said: 'mine' },
  { mine: false, said: 'answer' },
] as const;

/** The words of `children` over a picture of the product, made of the product's own shapes. */
export function Showcase({ children }: { children: ReactNode }) {
  const styles = useStyles();
  const { showcase, booking } = useWords();
  return (
    <View style={styles.panel}>
      <Logo color="onAccent" onAccent />
      {children}
      <View style={styles.scene} aria-hidden>
        <View style={styles.card}>
          <View style={styles.cardText}>
            <Text variant="heading">{showcase.booking}</Text>
            <Text variant="caption" color="inkSoft">
              {showcase.details}
            </Text>
          </View>
          <View style={styles.chip}>
            <Text variant="micro" color="positive" style={styles.strong}>
              {booking.status.accepted}
            </Text>
          </View>
        </View>
        {lines.map(({ mine, said }) => (
          <View key={said} style={[styles.bubble, mine ? styles.mine : styles.theirs]}>
            <Text color={mine ? 'markOverlap' : 'onAccent'}>{showcase[said]}</Text>
          </View>
        ))}
      </View>
      <Text variant="caption" style={styles.foot}>
        {showcase.foot}
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
  mine: { alignSelf: 'flex-end', backgroundColor: color.saffron, borderBottomEndRadius: radius.s },
  theirs: {
    alignSelf: 'flex-start',
    backgroundColor: color.showcaseRaised,
    borderBottomStartRadius: radius.s,
  },
  foot: { color: color.onBubbleMineSoft },
}));
