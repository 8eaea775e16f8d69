import type { ThreadMessage } from '@duet/chat-client';
import type { IMessage } from 'react-native-gifted-chat';
import type { ContactPolicy } from '@duet/contract';
import { dayOf } from '../../lib/dates.ts';
import { cautionOf, type CautionKind } from '../safety/cautionOf.ts';
import { isStop } from './threadStops.ts';

/** A message as GiftedChat carries it, with what its neighbours make of it. */
export interface ThreadRow extends IMessage {
  readonly message: ThreadMessage;
  /** First and last of what one person said in one breath. */
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
  /** The line "new messages" stands above it. */
  readonly firstUnread: boolean;
  /** The keyboard comes to it by Tab, and from there to the others: the last at which it stops. */
  readonly tabbable: boolean;
  /** The booking it is about, where that is another than before it; only where the two have several. */
  readonly about: string | null;
  /** It was jumped to a moment ago. */
  readonly found: boolean;
  /** What is to be said about contact details in it. */
  readonly caution: CautionKind | null;
  /** Of a paused message: the keys of those about the same booking that wait behind it for the author's answer. */
  readonly behind: readonly string[];
}

interface Circumstances {
  /** The message that was jumped to. */
  foundKey?: string | undefined;
  severalBookings?: boolean;
  /** What becomes of contact details in the conversation now. */
  contactPolicy?: ContactPolicy;
}

const ONE_BREATH = 5 * 60_000;

const NOTHING: readonly string[] = [];

const made = new WeakMap<ThreadMessage, ThreadRow>();

/**
 * The rows of a conversation, oldest first. `readSeq` is how far the viewer had read when they opened it; undefined
 * when nothing was unread. A row stays the same object while it would look the same, so that only changed rows are
 * drawn again.
 */
export function threadRows(
  messages: readonly ThreadMessage[],
  readSeq: number | undefined,
  { foundKey, severalBookings = false, contactPolicy = 'off' }: Circumstances = {},
): ThreadRow[] {
  // Where the rows begin later, the line stands above them.
  const fromRead = (messages[0]?.seq ?? 0) <= (readSeq ?? -1) + 1;
  const firstUnread =
    readSeq !== undefined && fromRead ? messages.find((message) => isNews(message, readSeq)) : undefined;
  const lastStop = messages.findLast(isStop);
  let spokenOf: string | null = null;
  return messages.map((message, index) => {
    const before = spokenOf;
    spokenOf = message.bookingId ?? before;
    const isTurn = severalBookings && message.type !== 'system' && message.bookingId !== before;
    const shape = {
      about: isTurn ? message.bookingId : null,
      startsGroup: !together(messages[index - 1], message),
      endsGroup: !together(message, messages[index + 1]),
      firstUnread: message === firstUnread,
      tabbable: message === lastStop,
      found: message.key === foundKey,
      caution: cautionOf(message, contactPolicy),
      behind: message.status === 'paused' ? waitingBehind(messages, index) : NOTHING,
    };
    const known = made.get(message);
    if (
      known?.startsGroup === shape.startsGroup &&
      known.endsGroup === shape.endsGroup &&
      known.firstUnread === shape.firstUnread &&
      known.tabbable === shape.tabbable &&
      known.about === shape.about &&
      known.found === shape.found &&
      known.caution === shape.caution &&
      known.behind.join() === shape.behind.join()
    ) {
      return known;
    }
    const row = toRow(message, shape);
    made.set(message, row);
    return row;
  });
}

/** Written by the other person and not yet read; what the system says is never unread. */
function isNews({ mine, type, seq }: ThreadMessage, readSeq: number): boolean {
  return !mine && type !== 'system' && seq !== null && seq > readSeq;
}

function waitingBehind(messages: readonly ThreadMessage[], index: number): readonly string[] {
  const bookingId = messages[index]?.bookingId;
  return messages
    .slice(index + 1)
    .filter(({ seq, status, ...next }) => seq === null && status !== 'failed' && next.bookingId === bookingId)
    .map(({ key }) => key);
}

function together(one: ThreadMessage | undefined, next: ThreadMessage | undefined): boolean {
  return (
    one !== undefined &&
    next !== undefined &&
    one.senderId === next.senderId &&
    one.type !== 'system' &&
    next.type !== 'system' &&
    Date.parse(next.sentAt) - Date.parse(one.sentAt) < ONE_BREATH &&
    dayOf(one.sentAt) === dayOf(next.sentAt)
  );
}

function toRow(message: ThreadMessage, shape: Omit<ThreadRow, keyof IMessage | 'message'>): ThreadRow {
  return {
    _id: message.key,
    text: message.content ?? '',
    createdAt: Date.parse(message.sentAt),
    user: { _id: message.senderId },
    system: message.type === 'system',
    message,
    ...shape,
  };
}
