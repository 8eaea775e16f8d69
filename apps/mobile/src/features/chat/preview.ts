import type { ThreadMessage } from '@duet/chat-client';
import type { Conversation, Message, Person } from '@duet/contract';
import { changeSentence } from '../bookings/bookingWords.ts';
import { photosOf } from '../images/imageWords.ts';

type Shown = Pick<Message, 'type' | 'content' | 'images' | 'metadata' | 'deletedAt'> &
  Pick<Partial<ThreadMessage>, 'pictures'>;

/** What a message says, in one line of words. */
export function summaryOf(message: Shown, peer: Person): string {
  if (message.deletedAt !== null) return 'Message removed';
  switch (message.type) {
    case 'text':
      return oneLine(message.content ?? '');
    case 'image':
      return `📷 ${message.content === null ? photosOf(countPhotos(message)) : oneLine(message.content)}`;
    case 'system':
      return message.metadata === null
        ? oneLine(message.content ?? '')
        : changeSentence(message.metadata, peer);
    case 'unknown':
      return 'Update Duet to see this message';
  }
}

/** How many photos a message has, or will have. */
export function countPhotos({ images, pictures }: Pick<Shown, 'images' | 'pictures'>): number {
  return pictures?.length ?? images.length;
}

/** The newest message as a list row shows it; who wrote it stands before the viewer's own. */
export function previewOf({
  lastMessage,
  me,
  peer,
}: Pick<Conversation, 'lastMessage' | 'me' | 'peer'>): string {
  if (lastMessage === null) return 'Say hello';
  const mine = lastMessage.senderRole === me.role;
  if (mine && lastMessage.deletedAt !== null) return 'You removed a message';
  const summary = summaryOf(lastMessage, peer.user);
  return mine ? `You: ${summary}` : summary;
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
