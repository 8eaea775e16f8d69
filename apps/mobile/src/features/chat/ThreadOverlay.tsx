import { View } from 'react-native';
import { themed } from '../../ui/theme.tsx';
import { NewestButton } from './NewestButton.tsx';
import { useThread } from './threadContext.ts';
import { TypingIndicator } from './TypingIndicator.tsx';

/** Lies over the lower edge of the messages. */
export function ThreadOverlay() {
  const styles = useStyles();
  const { conversation, atNewest, toNewest } = useThread();
  const { me, peer, peerTyping } = conversation;
  return (
    <View style={styles.overlay} pointerEvents="box-none">
      <TypingIndicator name={peer.user.name} typing={peerTyping} />
      <NewestButton visible={!atNewest} unread={me.unreadCount} onPress={toNewest} />
    </View>
  );
}

const useStyles = themed(() => ({ overlay: { position: 'absolute', start: 0, end: 0, bottom: 0 } }));
