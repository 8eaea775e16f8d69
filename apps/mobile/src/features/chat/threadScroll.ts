import type { RefObject } from 'react';
import type { GiftedChat } from 'react-native-gifted-chat';
import type { ThreadRow } from './threadRows.ts';

type GiftedChatProps = Parameters<typeof GiftedChat<ThreadRow>>[0];

export interface ThreadScrollOptions {
  /** Oldest first. */
  rows: readonly ThreadRow[];
  /** Called when the oldest row comes near; undefined while there is nothing older or it is on its way. */
  loadOlder: (() => void) | undefined;
  /** The same of the newest row, where the rows end before the newest message. */
  loadNewer: (() => void) | undefined;
  /** Whether they do: then there is no end to be at. */
  hasNewer: boolean;
  /** Called with the position of the newest message of the other person that is in sight. */
  onSeen: (seq: number) => void;
}

/**
 * How a conversation scrolls: it opens at the newest message, or at the first unread one; at its end it follows what
 * arrives; elsewhere no row moves, whatever is added above or below.
 */
export interface ThreadScroll {
  /** For GiftedChat's `messagesContainerRef`; the list it is given has no usable type. */
  listRef: RefObject<unknown>;
  listProps: NonNullable<GiftedChatProps['listProps']>;
  /** Whether GiftedChat is given the newest row first. */
  isInverted: boolean;
  atNewest: boolean;
  toNewest: () => void;
  /** Brings the row of this key into the middle, as soon as it is among the rows. */
  toRow: (key: string) => void;
}

export type Latest<T> = Readonly<RefObject<T>>;

/** The newest message of the other person among `rows[0..last]`. */
export function newestReceived(rows: readonly ThreadRow[], last: number): number | undefined {
  for (let index = last; index >= 0; index -= 1) {
    const message = rows[index]?.message;
    if (message && !message.mine && message.type !== 'system' && message.seq !== null) return message.seq;
  }
  return undefined;
}
