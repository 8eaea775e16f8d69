import type { Draft } from '@duet/chat-client';
import type { Person } from '@duet/contract';
import { memo, useCallback, useMemo, type RefObject } from 'react';
import {
  GiftedChat,
  type DayProps,
  type InputToolbarProps,
  type MessageProps,
} from 'react-native-gifted-chat';
import { EmptyState } from '../../ui/Notice.tsx';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { DaySeparator } from './DaySeparator.tsx';
import { MessageRow } from './MessageRow.tsx';
import { ThreadComposer } from './ThreadComposer.tsx';
import { ThreadOverlay } from './ThreadOverlay.tsx';
import type { ThreadRow } from './threadRows.ts';
import type { ThreadScroll } from './threadScroll.ts';
import type { MessageActions } from './Unsent.tsx';

/** GiftedChat gives its toolbar more than it declares. What is sent there comes back with more. */
interface Toolbar extends InputToolbarProps<ThreadRow> {
  onSend: (draft: Draft) => void;
}

interface Props extends Pick<ThreadScroll, 'listRef' | 'listProps' | 'isInverted'> {
  /** Oldest first. */
  rows: readonly ThreadRow[];
  peer: Person;
  actions: MessageActions;
  onSend: (draft: Draft) => void;
}

/**
 * GiftedChat, with rows, day separators, scrolling and composer of our own. Drawn again only when the rows change,
 * because it then goes through all of them.
 */
export const MessageList = memo(function MessageList(props: Props) {
  const { rows, peer, actions, listRef, listProps, isInverted, onSend } = props;
  const styles = useStyles();
  const { thread: words } = useWords();
  const messages = useMemo(() => (isInverted ? rows.toReversed() : [...rows]), [rows, isInverted]);
  const renderMessage = useCallback(
    ({ currentMessage }: MessageProps<ThreadRow>) => (
      <MessageRow row={currentMessage} peer={peer} actions={actions} />
    ),
    [peer, actions],
  );
  const ownListProps = useMemo(
    () => ({
      ...listProps,
      contentContainerStyle: styles.content,
      ListEmptyComponent: (
        <EmptyState icon="chat" title={words.emptyTitle(peer.name)} text={words.emptyText} />
      ),
    }),
    [listProps, styles.content, words, peer.name],
  );
  return (
    <GiftedChat<ThreadRow>
      messages={messages}
      user={viewer}
      onSend={(sent: unknown) =>
        (sent as Draft[]).forEach(({ text, replyToId }) => onSend({ text, replyToId }))
      }
      isInverted={isInverted}
      isDayAnimationEnabled={false}
      messagesContainerRef={listRef as RefObject<never>}
      messagesContainerStyle={styles.messages}
      listProps={ownListProps}
      renderMessage={renderMessage}
      renderDay={renderDay}
      renderFooter={nothing}
      renderChatFooter={overlay}
      renderInputToolbar={composer}
    />
  );
});

// Rows know whose they are; GiftedChat only wants somebody.
const viewer = { _id: 'viewer' };

function renderDay({ createdAt }: DayProps) {
  return <DaySeparator moment={Number(createdAt)} />;
}

function overlay() {
  return <ThreadOverlay />;
}

function composer(toolbar: InputToolbarProps<ThreadRow>) {
  return <ThreadComposer onSend={(toolbar as Toolbar).onSend} />;
}

function nothing() {
  return null;
}

const useStyles = themed(({ color }) => ({
  messages: { backgroundColor: color.sunken },
  content: {
    flexGrow: 1,
    justifyContent: 'flex-end',
    width: '100%',
    maxWidth: size.column,
    alignSelf: 'center',
    paddingHorizontal: space.m,
    paddingTop: space.l,
    paddingBottom: space.xxl + space.xs,
  },
}));
