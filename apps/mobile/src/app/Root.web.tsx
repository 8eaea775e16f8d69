import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';

/**
 * The app is read as its page is, from left or from right; react-native-web asks nobody but its own views. The browser
 * has no gestures of ours.
 */
export function Root({ children }: { children: ReactNode }) {
  const { direction } = getComputedStyle(document.documentElement);
  return (
    <View {...{ dir: direction }} style={styles.fill}>
      {children}
    </View>
  );
}

const styles = StyleSheet.create({ fill: { flex: 1 } });
