import { Modal, Pressable, View } from 'react-native';
import { Button } from './Button.tsx';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';
import { useReducedMotion } from './useReducedMotion';

interface Props {
  title: string;
  text: string;
  confirmLabel: string;
  cancelLabel: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that cannot be taken back. Escape, the system's back and the scrim mean "no". */
export function ConfirmDialog({ title, text, confirmLabel, cancelLabel, onConfirm, onCancel }: Props) {
  const styles = useStyles();
  const still = useReducedMotion();
  return (
    <Modal
      transparent
      visible
      animationType={still ? 'none' : 'fade'}
      onRequestClose={onCancel}
      aria-label={title}
    >
      <View style={styles.scrim}>
        <View style={styles.card}>
          <Text variant="heading" role="heading" aria-level={2}>
            {title}
          </Text>
          <Text variant="detail" color="inkSoft">
            {text}
          </Text>
          <View style={styles.actions}>
            <Button kind="secondary" label={cancelLabel} onPress={onCancel} testID="dialog-cancel" />
            <Button kind="danger" label={confirmLabel} onPress={onConfirm} testID="dialog-confirm" />
          </View>
        </View>
        {/* After the card, so that the first thing to get the focus is its "no". */}
        <Pressable style={styles.outside} onPress={onCancel} tabIndex={-1} aria-hidden />
      </View>
    </Modal>
  );
}

const useStyles = themed(({ color }) => ({
  scrim: {
    flex: 1,
    alignItems: 'center',
    justifyContent: 'center',
    padding: space.xl,
    backgroundColor: color.scrim,
  },
  outside: { position: 'absolute', top: 0, end: 0, bottom: 0, start: 0, cursor: 'auto' },
  card: {
    zIndex: 1,
    width: '100%',
    maxWidth: 420,
    gap: space.s,
    padding: space.xl,
    borderRadius: radius.xl,
    backgroundColor: color.surface,
    boxShadow: `0 16px 48px ${color.shadow}33`,
  },
  actions: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: space.s,
    marginTop: space.m,
  },
}));
