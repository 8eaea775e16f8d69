import type { ThreadMessage } from '@duet/chat-client';
import type { Conversation, Message, Person } from '@duet/contract';
import type { Words } from '../../words/en.ts';
import { changeSentence } from '../bookings/bookingWords.ts';

type Shown = Pick<Message, 'type' | 'content' | 'images' | 'metadata' | 'deletedAt'> &
  Pick<Partial<ThreadMessage>, 'pictures'>;

/** What a message says, in one line of words. */
export function summaryOf(message: Shown, peer: Person, words: Words): string {
  if (message.deletedAt !== null) return words.message.removed;
  switch (message.type) {
    case 'text':
      return oneLine(message.content ?? '');
    case 'image':
      return `📷 ${message.content === null ? words.photos.some(countPhotos(message)) : oneLine(message.content)}`;
    case 'system':
      return message.metadata === null
        ? oneLine(message.content ?? '')
        : changeSentence(message.metadata, peer, words);
    case 'unknown':
      return words.message.unknown;
  }
}

/** How many photos a message has, or will have. */
export function countPhotos({ images, pictures }: Pick<Shown, 'images' | 'pictures'>): number {
  return pictures?.length ?? images.length;
}

/** The newest message as a list row shows it; who wrote it stands before the viewer's own. */
export function previewOf(
  { lastMessage, me, peer }: Pick<Conversation, 'lastMessage' | 'me' | 'peer'>,
  words: Words,
): string {
  if (lastMessage === null) return words.message.none;
  const mine = lastMessage.senderRole === me.role;
  if (mine && lastMessage.deletedAt !== null) return words.message.removedByYou;
  const summary = summaryOf(lastMessage, peer.user, words);
  return mine ? words.message.fromYou(summary) : summary;
}

export type Receipt = 'sent' | 'delivered' | 'read';

/** How far the viewer's own newest message has come; undefined when the newest is removed or somebody else's. */
export function receiptOf({
  lastMessage,
  me,
  peer,
}: Pick<Conversation, 'lastMessage' | 'me' | 'peer'>): Receipt | undefined {
  if (lastMessage?.senderRole !== me.role || lastMessage.deletedAt !== null) return undefined;
  if (lastMessage.seq <= peer.readSeq) return 'read';
  return lastMessage.seq <= peer.deliveredSeq ? 'delivered' : 'sent';
}

/** A text on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
