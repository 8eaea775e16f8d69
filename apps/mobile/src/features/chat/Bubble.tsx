import type { Person } from '@duet/contract';
import { Platform, View } from 'react-native';
import { timeOf } from '../../lib/dates.ts';
import { isEmojiOnly, isRightToLeft } from '../../lib/textParts.ts';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/useWords.ts';
import { MessagePhotos } from '../images/MessagePhotos.tsx';
import { countPhotos, summaryOf } from './preview.ts';
import type { Quote } from './quote.ts';
import { QuoteBox } from './QuoteBox.tsx';
import { RichText } from './RichText.tsx';
import { StatusMark } from './StatusMark.tsx';
import type { ThreadRow } from './threadRows.ts';
import type { MessageActions } from './Unsent.tsx';
import { useQuote } from './useQuote.ts';

interface Props {
  row: ThreadRow;
  peer: Person;
  actions: MessageActions;
}

/** What was said, when, and how far it has come: one stop for a screen reader. */
export function Bubble(props: Props) {
  const { replyToId, deletedAt } = props.row.message;
  // A tombstone is all that is left, and most messages answer none in particular: they follow no other.
  if (replyToId === null || deletedAt !== null) return <Body {...props} />;
  return <Reply {...props} replyToId={replyToId} />;
}

function Reply({ replyToId, ...props }: Props & { replyToId: string }) {
  const quote = useQuote(props.row.message.conversationId, replyToId, props.peer);
  return <Body {...props} quote={quote} />;
}

function Body({ row, peer, actions, quote }: Props & { quote?: Quote }) {
  const styles = useStyles();
  const words = useWords();
  const { message, endsGroup } = row;
  const { mine, change } = message;
  // A change on its way is shown as made, and how far it has come in place of how far the message had.
  const status = change && change.status !== 'failed' ? change.status : message.status;
  const removed = message.deletedAt !== null;
  const photos = removed ? 0 : countPhotos(message);
  const plain = (message.type === 'text' || photos > 0) && !removed;
  const text = plain ? (message.content ?? '') : summaryOf(message, peer, words);
  const large = plain && !quote && photos === 0 && isEmojiOnly(text);
  const look =
    looks[removed ? 'removed' : status === 'failed' ? 'failed' : large ? 'large' : mine ? 'mine' : 'theirs'];
  const time = timeOf(message.sentAt, words);
  const said = [...(photos > 0 ? [words.photos.some(photos)] : []), ...(text === '' ? [] : [text])].join(
    ': ',
  );
  const edited = message.editedAt !== null && !removed;
  const marked = status !== 'received' && !removed;
  const further = [
    ...(edited ? [words.message.edited] : []),
    ...(marked ? [words.message.status[status]] : []),
  ].map((word) => ` ${word}.`);
  const answers = quote ? wordsOf(quote, words) : '';
  const name = mine ? words.common.you : peer.name;
  const stamp = edited ? words.message.editedAt(time) : time;
  // The time lies in the corner where the last line ends; the text keeps that much room at its end.
  const room = ` ${'\u00a0'.repeat(marked ? 9 : 2)}${stamp.replaceAll(/\s/gu, '\u00a0')}`;
  return (
    <View
      // Each photo is something of its own to a screen reader on a device.
      accessible={Platform.OS !== 'web' && photos === 0}
      role="article"
      aria-label={words.message.spoken(name, time, answers, said) + further.join('')}
      style={[styles.bubble, styles[look.ground], endsGroup && (mine ? styles.mineTail : styles.theirsTail)]}
    >
      {quote && (
        <QuoteBox
          quote={quote}
          ground={look === looks.mine ? 'mine' : look === looks.theirs ? 'theirs' : 'plain'}
          onPress={() => actions.jumpTo(quote.id)}
        />
      )}
      {photos > 0 && (
        <View style={styles.photos}>
          <MessagePhotos
            message={message}
            from={mine ? undefined : peer.name}
            onOpen={actions.view}
            onCancel={() => actions.cancel(message)}
          />
        </View>
      )}
      <RichText text={text} variant={large ? 'emoji' : 'body'} color={look.ink} muted={!plain}>
        <Text variant="micro" aria-hidden selectable={false} style={styles.room}>
          {room}
        </Text>
      </RichText>
      <View style={[styles.meta, isRightToLeft(text) ? { left: space.m } : { right: space.m }]} aria-hidden>
        <Text variant="micro" color={look.soft} style={styles.time}>
          {stamp}
        </Text>
        {marked && <StatusMark status={status} onBubble={look === looks.mine} />}
      </View>
    </View>
  );
}

function wordsOf({ message, author, text }: Quote, words: Words): string {
  return message ? words.message.quoted(author, text) : words.message.another;
}

const looks = {
  mine: { ground: 'mine', ink: 'onBubbleMine', soft: 'onBubbleMineSoft' },
  theirs: { ground: 'theirs', ink: 'onBubbleTheirs', soft: 'onBubbleTheirsSoft' },
  large: { ground: 'bare', ink: 'ink', soft: 'inkFaint' },
  failed: { ground: 'failed', ink: 'ink', soft: 'negative' },
  removed: { ground: 'removed', ink: 'inkSoft', soft: 'inkFaint' },
} as const;

const useStyles = themed(({ color, type }) => ({
  bubble: {
    // A word longer than the row would otherwise widen the bubble past it.
    maxWidth: '100%',
    paddingHorizontal: space.m + 1,
    paddingTop: space.s - 1,
    paddingBottom: space.s - 1,
    borderRadius: radius.l,
  },
  // Close to the bubble's edge; a caption is no wider than what it belongs to.
  photos: { marginHorizontal: -(space.s + 1), marginTop: -(space.xs - 1), marginBottom: space.xs },
  mine: { backgroundColor: color.bubbleMine },
  theirs: { backgroundColor: color.bubbleTheirs, boxShadow: `0 1px 1px ${color.shadow}14` },
  mineTail: { borderBottomEndRadius: radius.s - 1 },
  theirsTail: { borderBottomStartRadius: radius.s - 1 },
  bare: { paddingHorizontal: space.xs },
  failed: { backgroundColor: color.negativeSoft },
  removed: { borderWidth: 1, borderColor: color.line, backgroundColor: color.background },
  room: { opacity: 0, userSelect: 'none' },
  meta: {
    position: 'absolute',
    bottom: 5,
    flexDirection: 'row',
    alignItems: 'center',
    gap: 3,
    height: type.micro.lineHeight + 3,
  },
  time: { fontVariant: ['tabular-nums'] },
}));
