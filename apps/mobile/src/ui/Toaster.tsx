import { View } from 'react-native';
import { useWords } from '../words/useWords.ts';
import { Button } from './Button.tsx';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, size, space } from './tokens.ts';
import { hideToast, useToast } from './toast.ts';

/** Where the app says what has just happened: over the lower edge, without taking the focus. */
export function Toaster() {
  const styles = useStyles();
  const words = useWords();
  const toast = useToast((state) => state.toast);
  const undo = toast?.undo;
  return (
    <View style={styles.place} pointerEvents="box-none" role="status" aria-live="polite">
      {toast && (
        <View style={styles.toast} testID="toast">
          <Text variant="detail" style={styles.text}>
            {toast.text}
          </Text>
          {undo && (
            <Button
              kind="quiet"
              small
              label={words.common.undo}
              onPress={() => {
                hideToast();
                undo();
              }}
              testID="toast-undo"
            />
          )}
        </View>
      )}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  place: {
    position: 'absolute',
    start: 0,
    end: 0,
    // Over the composer, and over what stands in its place for those who cannot write.
    bottom: 2 * size.bar,
    alignItems: 'center',
    paddingHorizontal: space.l,
  },
  toast: {
    maxWidth: '100%',
    minHeight: size.touch,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingStart: space.l,
    paddingEnd: space.s,
    borderRadius: radius.round,
    borderWidth: 1,
    borderColor: color.line,
    backgroundColor: color.surface,
    boxShadow: `0 8px 32px ${color.shadow}33`,
  },
  text: { flexShrink: 1, paddingEnd: space.s },
}));
