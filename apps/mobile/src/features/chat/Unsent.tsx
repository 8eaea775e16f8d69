import type { ThreadMessage } from '@duet/chat-client';
import type { ReactNode } from 'react';
import { View } from 'react-native';
import { Icon } from '../../ui/Icon.tsx';
import type { Point } from '../../ui/Menu.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';

/** What can be done about a message that has not gone out. */
export interface MessageActions {
  retry: (key: ThreadMessage['key']) => void;
  discard: (key: ThreadMessage['key']) => void;
  /** Sends paused messages all the same, and what waits behind them. */
  sendAnyway: (keys: readonly ThreadMessage['key'][]) => void;
  /** Puts its text into the composer; what comes of it takes its place. */
  edit: (message: ThreadMessage) => void;
  /** Shows what else can be done with a message. */
  menu: (message: ThreadMessage, at: Point) => void;
}

interface Props {
  tone: 'negative' | 'caution';
  reason: string;
  /** What can be done about it. */
  children: ReactNode;
  testID: string;
}

/** Why a message has not gone out, under it, and what its author can do about it where it stands. */
export function Unsent({ tone, reason, children, testID }: Props) {
  const styles = useStyles();
  return (
    <View style={styles.box} testID={testID}>
      <View style={styles.reason} role="alert">
        <Icon name="alert" size={15} color={tone} />
        <Text variant="caption" color={tone} style={styles.text}>
          {reason}
        </Text>
      </View>
      <View style={styles.actions}>{children}</View>
    </View>
  );
}

const useStyles = themed(() => ({
  box: { alignItems: 'flex-end', gap: space.xs, paddingTop: space.xs, paddingBottom: space.s },
  reason: { flexDirection: 'row', alignItems: 'center', gap: space.xs },
  text: { flexShrink: 1 },
  actions: { flexDirection: 'row', flexWrap: 'wrap', justifyContent: 'flex-end', gap: space.xs },
}));
