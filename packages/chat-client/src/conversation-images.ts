import type { Image, Message } from '@duet/contract';
import type { ChatState } from './state.ts';

/** An image in its place: the `number`th of the `of` images of its message. */
export interface PlacedImage {
  readonly image: Image;
  readonly message: Message;
  readonly number: number;
  readonly of: number;
}

const NONE: readonly PlacedImage[] = [];
const placed = new WeakMap<readonly Message[], readonly PlacedImage[]>();

/** The images of a conversation that are held here, in the order they were sent. */
export function selectImages({ conversations }: ChatState, conversationId: string): readonly PlacedImage[] {
  const messages = conversations[conversationId]?.messages;
  if (!messages) return NONE;
  const known = placed.get(messages);
  if (known) return known;
  const images = messages.flatMap((message) =>
    message.deletedAt === null
      ? message.images.map((image, index) => ({
          image,
          message,
          number: index + 1,
          of: message.images.length,
        }))
      : [],
  );
  placed.set(messages, images);
  return images;
}
