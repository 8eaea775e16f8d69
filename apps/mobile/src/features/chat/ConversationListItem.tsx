import type { ConversationView } from '@duet/chat-client';
import { useDraft } from '@duet/chat-react';
import { memo } from 'react';
import { Platform, Pressable, View } from 'react-native';
import { listTime } from '../../lib/dates.ts';
import { useMuted, useToday } from '../../lib/useTime.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import type { Interaction } from '../../ui/interaction.ts';
import type { Point } from '../../ui/Menu.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { menuGestures } from '../../ui/menuGestures';
import { reveal } from '../../ui/reveal.ts';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { BookingLine } from '../bookings/BookingLine.tsx';
import { oneLine, previewOf, receiptOf } from './preview.ts';
import { StatusMark } from './StatusMark.tsx';

interface Props {
  conversation: ConversationView;
  selected: boolean;
  onOpen: (conversationId: string) => void;
  onMenu: (conversation: ConversationView, at: Point) => void;
}

/** One conversation of the list. Drawn anew only when it changed. */
export const ConversationListItem = memo(function ConversationListItem({
  conversation,
  selected,
  onOpen,
  onMenu,
}: Props) {
  const styles = useStyles();
  const words = useWords();
  useToday();
  const { id, me, peer, peerTyping, peerPresence, booking, lastMessageAt } = conversation;
  const muted = useMuted(me);
  const unread = me.unreadCount > 0 || me.markedUnread;
  const calls = unread && !muted;
  const { draft } = useDraft(id);
  // What is open is being written before one's eyes.
  const unsent = selected || peerTyping ? '' : oneLine(draft.text);
  const preview = peerTyping ? words.conversation.typing : unsent || previewOf(conversation, words);
  const receipt = unsent === '' ? receiptOf(conversation) : undefined;
  const menu = (at: Point) => onMenu(conversation, at);
  const ofApp = unsent === '' && conversation.lastMessage?.type === 'system';
  return (
    <View role="listitem">
      <Pressable
        role="button"
        aria-current={selected ? 'page' : undefined}
        onPress={() => onOpen(id)}
        {...menuGestures(menu)}
        testID="conversation-row"
        style={({ pressed, hovered = false }: Interaction) => [
          styles.row,
          hovered && styles.hovered,
          pressed && styles.pressed,
          selected && styles.selected,
        ]}
      >
        <Avatar person={peer.user} size={52} online={peerPresence?.online ?? false} />
        <View style={styles.body}>
          <View style={styles.line}>
            <Text variant="label" numberOfLines={1} style={styles.name}>
              {peer.user.name}
            </Text>
            {me.archivedAt !== null && <Mark icon="archive" label={words.list.archived} />}
            {me.blocked && <Mark icon="block" label={words.safety.isBlocked} />}
            {muted && <Mark icon="bellOff" label={words.list.muted} />}
            {me.pinnedAt !== null && <Mark icon="pin" label={words.list.pinned} />}
            <Text variant="caption" color={calls ? 'accentInk' : 'inkFaint'} style={calls && styles.strong}>
              {listTime(lastMessageAt, words)}
            </Text>
          </View>
          <View style={styles.line}>
            {receipt !== undefined && !peerTyping && <StatusMark status={receipt} spoken />}
            {unsent !== '' && (
              <Text variant="detail" color="accentInk" style={styles.draft}>
                {`${words.list.draft} `}
              </Text>
            )}
            <Text
              variant="detail"
              color={peerTyping ? 'accentInk' : unread ? 'ink' : 'inkSoft'}
              numberOfLines={1}
              style={[styles.preview, unread && styles.medium, ofApp && styles.ofApp]}
            >
              {preview}
            </Text>
            <Badge
              count={me.unreadCount || (me.markedUnread ? 1 : 0)}
              label={me.unreadCount > 0 ? words.list.unread(me.unreadCount) : words.list.markedUnread}
              quiet={muted}
              testID="unread-badge"
            />
          </View>
          {booking !== null && <BookingLine booking={booking} />}
        </View>
      </Pressable>
      {Platform.OS === 'web' && (
        <View {...reveal} style={styles.menu}>
          <MenuButton
            label={words.list.actionsFor(peer.user.name)}
            onOpen={menu}
            testID="conversation-menu"
          />
        </View>
      )}
    </View>
  );
});

function Mark({ icon, label }: { icon: IconName; label: string }) {
  return (
    <View role="img" aria-label={label}>
      <Icon name={icon} size={14} color="inkFaint" />
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    paddingHorizontal: space.s,
    paddingVertical: space.m - 2,
    borderRadius: radius.l,
  },
  hovered: { backgroundColor: color.hover },
  pressed: { backgroundColor: color.pressed },
  selected: { backgroundColor: color.selected },
  // Over the end of the row's last line, where there is seldom anything.
  menu: {
    position: 'absolute',
    end: space.s,
    bottom: space.xs,
    borderRadius: radius.round,
    backgroundColor: color.surface,
    boxShadow: `0 1px 3px ${color.shadow}22`,
  },
  body: { flex: 1, gap: 1, minWidth: 0 },
  line: { flexDirection: 'row', alignItems: 'center', gap: space.xs, minHeight: 20 },
  // Columns of a list keep to one edge, whatever the script of a name.
  name: { flex: 1, textAlign: START },
  preview: { flex: 1, textAlign: START },
  // A sentence of the app, even where it begins with a name in another script.
  ofApp: { writingDirection: 'ltr' },
  strong: { fontWeight: '700' },
  // Its words end with a space of their own.
  draft: { fontWeight: '500', marginEnd: -space.xs },
  medium: { fontWeight: '500' },
}));
