import type { ReactNode } from 'react';
import { Modal, Pressable, ScrollView, View } from 'react-native';
import { Button } from './Button.tsx';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';
import { useReducedMotion } from './useReducedMotion';

interface DialogProps {
  title: string;
  onCancel: () => void;
  children: ReactNode;
  testID?: string;
}

/** A question before everything else. Escape, the system's back and the scrim mean "no". */
export function Dialog({ title, onCancel, children, testID }: DialogProps) {
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
        <View style={styles.card} testID={testID}>
          <ScrollView contentContainerStyle={styles.content}>
            <Text variant="heading" role="heading" aria-level={2}>
              {title}
            </Text>
            {children}
          </ScrollView>
        </View>
        {/* After the card, so that the first thing to get the focus is in it. */}
        <Pressable style={styles.outside} onPress={onCancel} tabIndex={-1} aria-hidden />
      </View>
    </Modal>
  );
}

/** What can be done about it, the way out first. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <View style={useStyles().actions}>{children}</View>;
}

interface ConfirmProps {
  title: string;
  text: string;
  confirmLabel: string;
  cancelLabel: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, text, confirmLabel, cancelLabel, onConfirm, onCancel }: ConfirmProps) {
  return (
    <Dialog title={title} onCancel={onCancel}>
      <Text variant="detail" color="inkSoft">
        {text}
      </Text>
      <DialogActions>
        <Button kind="secondary" label={cancelLabel} onPress={onCancel} testID="dialog-cancel" />
        <Button kind="danger" label={confirmLabel} onPress={onConfirm} testID="dialog-confirm" />
      </DialogActions>
    </Dialog>
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
    maxHeight: '100%',
    borderRadius: radius.xl,
    backgroundColor: color.surface,
    boxShadow: `0 16px 48px ${color.shadow}33`,
  },
  content: { gap: space.s, padding: space.xl },
  actions: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: space.s,
    marginTop: space.m,
  },
}));
