import type { Booking, MessageDraft, Side } from '@duet/contract';
import { ApiError, bookingChangedError } from './api-error.ts';
import type { Api } from './api.ts';
import { selectBooking } from './conversation-view.ts';
import type { Loader } from './loader.ts';
import type { SendFunction } from './offline-message-queue.ts';
import { draftOf, type ChangeEntry, type QueueEntry, type SendEntry } from './queue-entry.ts';
import type { ChatSocket } from './socket.ts';
import type { Store } from './store.ts';

/** Brings what the queue holds to the server, by socket or REST, and what it answers into the state. */
export class QueueSender {
  readonly #api: Api;
  readonly #socket: ChatSocket;
  readonly #store: Store;
  readonly #loader: Loader;
  readonly #onUpdated: (role: Side) => void;

  constructor(parts: {
    api: Api;
    socket: ChatSocket;
    store: Store;
    loader: Loader;
    /** The own side of a conversation was changed, of which this device hears in no other way. */
    onUpdated: (role: Side) => void;
  }) {
    this.#api = parts.api;
    this.#socket = parts.socket;
    this.#store = parts.store;
    this.#loader = parts.loader;
    this.#onUpdated = parts.onUpdated;
  }

  readonly send: SendFunction = async (entry) => {
    const { conversationId } = entry;
    // What is sent may be changed at once, from another device.
    await this.#loader.begin();
    if (entry.kind === 'update') {
      const { conversation } = await this.#update(entry);
      if (!this.#isTheirs(entry)) return;
      this.#store.dispatch({ type: 'conversation', conversation });
      this.#onUpdated(conversation.me.role);
    } else {
      const { message } = await (entry.kind === 'send' ? this.#sendMessage(entry) : this.#change(entry));
      if (this.#isTheirs(entry))
        this.#store.dispatch({ type: 'messages', conversationId, messages: [message] });
    }
  };

  async #sendMessage(entry: SendEntry) {
    const { conversationId } = entry;
    const draft = draftOf(entry);
    // Known here already; only what may be with the server is left to it, which knows a repeat.
    if (!entry.attempted && isOutdated(draft, this.bookingOf(entry))) throw bookingChangedError();
    try {
      return this.#connected
        ? await this.#socket.request('message:send', { conversationId, ...draft })
        : await this.#api.call('sendMessage', { params: { id: conversationId }, body: draft });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'booking_changed') this.#showBooking(entry);
      throw error;
    }
  }

  #change(entry: ChangeEntry) {
    const { conversationId, clientMessageId } = entry;
    const params = { id: conversationId, clientMessageId };
    if (entry.kind === 'unsend') {
      return this.#connected
        ? this.#socket.request('message:unsend', { conversationId, clientMessageId })
        : this.#api.call('unsendMessage', { params });
    }
    const body = { editId: entry.key, content: entry.content };
    return this.#connected
      ? this.#socket.request('message:edit', { conversationId, clientMessageId, ...body })
      : this.#api.call('editMessage', { params, body });
  }

  #update({ conversationId, change }: QueueEntry & { kind: 'update' }) {
    return this.#connected
      ? this.#socket.request('conversation:update', { conversationId, ...change })
      : this.#api.call('updateConversation', { params: { id: conversationId }, body: change });
  }

  /** The booking a message speaks of, as it is known here. */
  bookingOf({ draft }: SendEntry): Booking | undefined {
    return draft.bookingId === undefined ? undefined : selectBooking(this.#store.getState(), draft.bookingId);
  }

  /** Who is asked whether to send anyway should see what has changed. */
  #showBooking({ draft }: SendEntry): void {
    if (draft.bookingId === undefined) return;
    // Without it the question stands all the same, and the server asks it again.
    this.#loader.loadBooking(draft.bookingId).catch(() => undefined);
  }

  get #connected(): boolean {
    return this.#store.getState().connected;
  }

  #isTheirs({ senderId }: QueueEntry): boolean {
    return this.#store.getState().userId === senderId;
  }
}

/** Whether a message was written against a booking that has changed since. */
function isOutdated({ bookingVersion }: MessageDraft, booking: Booking | undefined): boolean {
  return bookingVersion !== undefined && booking !== undefined && booking.version > bookingVersion;
}
