import type { ConversationView } from '@duet/chat-client';
import { useRef, type ReactNode } from 'react';
import { Pressable, View } from 'react-native';
import ReanimatedSwipeable, { type SwipeableMethods } from 'react-native-gesture-handler/ReanimatedSwipeable';
import { Icon } from '../../ui/Icon.tsx';
import type { MenuItem } from '../../ui/Menu.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { useConversationActions } from './useConversationActions.ts';

interface Props {
  conversation: ConversationView;
  children: ReactNode;
}

/** A row that a thumb moves aside, for what is done most: reading and pinning to the one, muting and archiving to the other. */
export function SwipeRow({ conversation, children }: Props) {
  const words = useWords();
  const row = useRef<SwipeableMethods>(null);
  const { reading, pinning, unmuting, mutes, archiving } = useConversationActions(conversation);
  const muting = unmuting ?? { ...mutes.at(-1)!, label: words.conversation.mute };
  const close = () => row.current?.close();
  return (
    <ReanimatedSwipeable
      ref={row}
      friction={1.5}
      overshootFriction={8}
      renderLeftActions={() => <Actions items={[reading, pinning]} onDone={close} />}
      renderRightActions={() => <Actions items={[muting, archiving]} onDone={close} />}
    >
      {children}
    </ReanimatedSwipeable>
  );
}

function Actions({ items, onDone }: { items: readonly (MenuItem | undefined)[]; onDone: () => void }) {
  const styles = useStyles();
  return (
    <View style={styles.actions}>
      {items.map(
        (item) =>
          item && (
            <Pressable
              key={item.testID}
              role="button"
              onPress={() => {
                onDone();
                item.onPress();
              }}
              style={styles.action}
            >
              <Icon name={item.icon} color="accentInk" />
              <Text variant="micro" color="accentInk" numberOfLines={2} style={styles.label}>
                {item.label}
              </Text>
            </Pressable>
          ),
      )}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  actions: { flexDirection: 'row' },
  action: {
    width: 84,
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.xs,
    paddingHorizontal: space.xs,
    backgroundColor: color.accentSoft,
  },
  label: { textAlign: 'center' },
}));
