import type { ConversationPatch, ErrorObject, MessageDraft } from '@duet/contract';

/** Something on its way out. Entries are replaced, never changed. */
interface Entry {
  /** Names the entry for as long as it is in the queue. */
  readonly key: string;
  readonly conversationId: string;
  readonly senderId: string;
  /** Rises in the order of enqueueing. */
  readonly position: number;
  /** Local time, shown until the server has said when it happened. */
  readonly queuedAt: string;
  /** Why the server will not take it; it then stays in its place until retried or discarded. See `isPaused`. */
  readonly failure: ErrorObject | undefined;
  /** When an older server first refused a field of it, in milliseconds. */
  readonly refusedSince: number | undefined;
  /** It is in the device's storage: from now on it survives the app. */
  readonly stored: boolean;
  /** The server may have it: an attempt had no answer, or belongs to a former life of the app. */
  readonly attempted: boolean;
}

/** A picture of a message that waits. Its bytes are in the device's `PictureStore`; see `pictureName`. */
export interface OutgoingImage {
  readonly key: string;
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  /** What the server calls the image it has made of it. */
  readonly imageId?: string | undefined;
  /** Why the server will not make one of it. */
  readonly failure?: ErrorObject | undefined;
  /** How much of it is with the server, from 0 to 1: known in this life alone. */
  readonly sent?: number | undefined;
}

/** A message; its key is its `clientMessageId`. Images are named in the draft when it is sent (`draftOf`). */
export interface SendEntry extends Entry {
  readonly kind: 'send';
  readonly draft: MessageDraft;
  readonly images: readonly OutgoingImage[];
}

/** Another text for an own message; its key is its `editId`. */
interface EditEntry extends Entry {
  readonly kind: 'edit';
  readonly clientMessageId: string;
  readonly content: string;
}

interface UnsendEntry extends Entry {
  readonly kind: 'unsend';
  readonly clientMessageId: string;
}

/** A change of an own message. */
export type ChangeEntry = EditEntry | UnsendEntry;

/** A change of the own side of a conversation. */
export interface UpdateEntry extends Entry {
  readonly kind: 'update';
  readonly change: ConversationPatch;
}

export type QueueEntry = SendEntry | ChangeEntry | UpdateEntry;

/** What is to be done, before it has a place in the queue. */
export type Work =
  | Pick<SendEntry, 'kind' | 'key' | 'conversationId' | 'draft' | 'images'>
  | Pick<EditEntry, 'kind' | 'key' | 'conversationId' | 'clientMessageId' | 'content'>
  | Pick<UnsendEntry, 'kind' | 'key' | 'conversationId' | 'clientMessageId'>
  | Pick<UpdateEntry, 'kind' | 'key' | 'conversationId' | 'change'>;

/** The entry for a piece of work, behind the last there is. */
export function newEntry(
  work: Work,
  senderId: string,
  last: QueueEntry | undefined,
  now: number,
): QueueEntry {
  return {
    ...work,
    senderId,
    position: Math.max(now, (last?.position ?? 0) + 1),
    queuedAt: new Date(now).toISOString(),
    failure: undefined,
    refusedSince: undefined,
    stored: false,
    attempted: false,
  };
}

/**
 * The line an entry stands in: what is said in a conversation is in one, since an edit must follow its message; what
 * concerns the own side alone does not wait for it.
 */
export function lineOf({ kind, conversationId }: Pick<QueueEntry, 'kind' | 'conversationId'>): string {
  return kind === 'update' ? `${conversationId} side` : conversationId;
}

/** Whether all images of an entry are with the server, so that it can be sent. Until then nobody has the message. */
export function isUploaded(entry: QueueEntry): boolean {
  return entry.kind !== 'send' || entry.images.every(({ imageId }) => imageId !== undefined);
}

/** Pictures of which the server has to make images again. */
export function notUploaded(images: readonly OutgoingImage[]): OutgoingImage[] {
  return images.map(({ imageId: _, ...image }) => image);
}

/** The message as the server gets it. */
export function draftOf({ draft, images }: SendEntry): MessageDraft {
  if (draft.type !== 'image') return draft;
  return { ...draft, imageIds: images.map(({ imageId }) => imageId).filter((id) => id !== undefined) };
}

/** Whether an entry changes the message that this key names. */
export function isChangeOf(entry: QueueEntry, clientMessageId: string): entry is ChangeEntry {
  return (entry.kind === 'edit' || entry.kind === 'unsend') && entry.clientMessageId === clientMessageId;
}

/**
 * Whether an entry asks its author a question rather than having failed: the booking it was written against has
 * changed. What they wrote after it waits for the answer, because it was written to follow it; a failed entry, whose
 * fate is known, is passed over.
 */
export function isPaused({ failure }: QueueEntry): boolean {
  return failure?.code === 'booking_changed';
}

/** The device did not take the message: it would not survive the app, so it is not sent either. */
export const NOT_STORED: ErrorObject = {
  code: 'not_stored',
  message: 'This device has no room to keep the message.',
  retryable: true,
  requestId: '',
};

/** What the device kept of the message is damaged. It is lost, but not in silence: it stands in its place. */
export const UNREADABLE: ErrorObject = {
  code: 'unreadable',
  message: 'What this device kept of the message cannot be read.',
  retryable: false,
  requestId: '',
};
