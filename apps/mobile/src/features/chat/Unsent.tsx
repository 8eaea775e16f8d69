import type { ThreadMessage } from '@duet/chat-client';
import { View } from 'react-native';
import { Button } from '../../ui/Button.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import type { Point } from '../../ui/Menu.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import type { Words } from '../../words/en.ts';

/** What can be done with a message, and about one that has not gone out. */
export interface MessageActions {
  retry: (key: ThreadMessage['key']) => void;
  discard: (key: ThreadMessage['key']) => void;
  /** Sends it without those of its photos that cannot be sent. */
  sendWithoutFailed: (key: ThreadMessage['key']) => void;
  /** Takes a message back that nobody has yet. */
  cancel: (message: ThreadMessage) => void;
  /** Sends paused messages all the same, and what waits behind them. */
  sendAnyway: (keys: readonly ThreadMessage['key'][]) => void;
  /** Puts its text into the composer; what comes of it takes its place. */
  edit: (message: ThreadMessage) => void;
  /** The next message will answer this one. */
  reply: (message: ThreadMessage) => void;
  /** Goes to the message of this id, wherever it is in the conversation. */
  jumpTo: (id: string) => void;
  /** Puts a booking above the conversation, which what is written next is then about. */
  showBooking: (bookingId: string) => void;
  /** Shows a photo before everything else. */
  view: (imageId: string) => void;
  /** Asks what is wrong with it. */
  report: (message: ThreadMessage) => void;
  /** Shows what else can be done with a message. */
  menu: (message: ThreadMessage, at: Point) => void;
}

/** One of the things its author can do; `main`: what most would. */
export interface Remedy {
  label: string;
  icon: IconName;
  main?: boolean;
  onPress: () => void;
  testID: string;
}

export const toDelete = ({ key }: ThreadMessage, actions: MessageActions, words: Words): Remedy => ({
  label: words.common.delete,
  icon: 'trash',
  onPress: () => actions.discard(key),
  testID: 'message-discard',
});

export const toEdit = (message: ThreadMessage, actions: MessageActions, words: Words): Remedy => ({
  label: words.common.edit,
  icon: 'pencil',
  onPress: () => actions.edit(message),
  testID: 'message-edit',
});

interface Props {
  tone: 'negative' | 'caution';
  reason: string;
  remedies: readonly Remedy[];
  testID: string;
}

/** Why a message has not gone out, under it, and what its author can do about it where it stands. */
export function Unsent({ tone, reason, remedies, testID }: Props) {
  const styles = useStyles();
  return (
    <View style={styles.box} testID={testID}>
      <View style={styles.reason} role="alert">
        <Icon name="alert" size={15} color={tone} />
        <Text variant="caption" color={tone} style={styles.text}>
          {reason}
        </Text>
      </View>
      <View style={styles.actions}>
        {remedies.map(({ main = false, ...remedy }) => (
          <Button key={remedy.testID} small kind={main ? 'secondary' : 'quiet'} {...remedy} />
        ))}
      </View>
    </View>
  );
}

const useStyles = themed(() => ({
  box: { alignItems: 'flex-end', gap: space.xs, paddingTop: space.xs, paddingBottom: space.s },
  reason: { flexDirection: 'row', alignItems: 'center', gap: space.xs },
  text: { flexShrink: 1 },
  actions: { flexDirection: 'row', flexWrap: 'wrap', justifyContent: 'flex-end', gap: space.xs },
}));
