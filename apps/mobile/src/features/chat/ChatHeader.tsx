import type { ConversationView } from '@duet/chat-client';
import { useState } from 'react';
import { View } from 'react-native';
import { lastSeen, localTimeOf } from '../../lib/dates.ts';
import { useMinute } from '../../lib/useTime.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import type { Point } from '../../ui/Menu.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useIsWide } from '../../ui/useIsWide.ts';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/useWords.ts';
import { ConversationMenu } from './ConversationMenu.tsx';

interface Props {
  conversation: ConversationView | undefined;
  onBack: () => void;
  onPhotos: () => void;
}

/** The other person, whether they are there, and what time it is for them. */
export function ChatHeader({ conversation, onBack, onPhotos }: Props) {
  const styles = useStyles();
  const words = useWords();
  const wide = useIsWide();
  const [menuAt, setMenuAt] = useState<Point>();
  useMinute();
  const localTime = conversation && localTimeOf(conversation.peer.user.timeZone, words);
  return (
    <View style={[styles.header, wide && styles.wide]}>
      {!wide && (
        <IconButton icon="back" label={words.common.backToChats} onPress={onBack} color="ink" testID="back" />
      )}
      {conversation ? (
        <>
          <Avatar
            person={conversation.peer.user}
            size={40}
            online={conversation.peerPresence?.online ?? false}
          />
          <View style={styles.person}>
            <Text variant="heading" role="heading" aria-level={1} numberOfLines={1} style={styles.name}>
              {conversation.peer.user.name}
            </Text>
            <View style={styles.line}>
              <Text
                variant="caption"
                color="inkSoft"
                numberOfLines={1}
                style={styles.presence}
                testID="presence"
              >
                {presenceOf(conversation, words)}
              </Text>
              {localTime !== undefined && (
                <Text variant="caption" color="inkSoft" testID="local-time">
                  {` · ${words.dates.localTime(localTime)}`}
                </Text>
              )}
            </View>
          </View>
          <MenuButton label={words.conversation.actions} onOpen={setMenuAt} testID="conversation-actions" />
          {menuAt && (
            <ConversationMenu
              conversation={conversation}
              at={menuAt}
              onClose={() => setMenuAt(undefined)}
              onPutAside={onBack}
              onPhotos={onPhotos}
            />
          )}
        </>
      ) : (
        <>
          <Skeleton width={40} height={40} round />
          <View style={styles.person}>
            <Skeleton width={140} height={16} />
          </View>
        </>
      )}
    </View>
  );
}

/** Who hides their presence is shown by their side alone. */
function presenceOf({ me, peerPresence, peerTyping }: ConversationView, words: Words): string {
  if (peerTyping) return words.conversation.typing;
  if (peerPresence?.online) return words.conversation.online;
  if (peerPresence && peerPresence.lastSeenAt !== null) return lastSeen(peerPresence.lastSeenAt, words);
  return words.sides[me.role === 'customer' ? 'artist' : 'customer'];
}

const useStyles = themed(({ color }) => ({
  header: {
    minHeight: size.bar,
    flexDirection: 'row',
    alignItems: 'center',
    paddingHorizontal: space.s,
    paddingVertical: space.s,
    gap: space.s,
    backgroundColor: color.surface,
    borderBottomWidth: 1,
    borderBottomColor: color.line,
  },
  wide: { paddingHorizontal: space.l },
  name: { textAlign: START },
  line: { flexDirection: 'row' },
  presence: { flexShrink: 1 },
  person: { flex: 1, paddingHorizontal: space.xs },
}));
