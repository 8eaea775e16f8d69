import type { RouteInput, RouteName, RouteResponse, Side, SyncPage } from '@duet/contract';
import { ApiError, signedOutError } from './api-error.ts';
import type { Api } from './api.ts';
import type { ChatEvent } from './apply-event.ts';
import { hasUnreadBelow } from './conversation-view.ts';
import { contiguousSeq } from './message-run.ts';
import type { RouteArguments } from './request.ts';
import type { ChatState } from './state.ts';

/** Which page of a conversation: at most one of the three, the newest page by default. */
export interface PagePosition {
  readonly beforeSeq?: number;
  readonly afterSeq?: number;
  readonly aroundSeq?: number;
}

/** Which page of which conversations: by default the first of all that are not archived. */
export type ListPage = Pick<RouteInput<'listConversations'>['query'], 'cursor' | 'filter' | 'search'>;

/** Of what is unread in one conversation so many pages are loaded before they are asked for. */
const UNREAD_PAGES = 10;

/** Brings pages of the REST API into the state. Everything throws `ApiError` only. */
export class Loader {
  readonly #api: Api;
  readonly #getState: () => ChatState;
  readonly #dispatch: (...events: ChatEvent[]) => void;
  readonly #underWay = new Map<string, Promise<void>>();
  #resets = 0;

  constructor(api: Api, getState: () => ChatState, dispatch: (...events: ChatEvent[]) => void) {
    this.#api = api;
    this.#getState = getState;
    this.#dispatch = dispatch;
  }

  /**
   * Sees to it that the state has a cursor. Nothing is asked for, nor believed of a live event, before there is one:
   * of what is known from before, a sync from that cursor would not tell the changes.
   */
  async begin(): Promise<void> {
    if (this.#getState().syncCursor !== undefined) return;
    await this.#share('begin', async () => {
      const { cursor, hasMore } = await this.#call('sync', { query: {} });
      // What the device kept may have come meanwhile: its cursor tells of more.
      if (this.#getState().syncCursor === undefined) this.#dispatch({ type: 'synced', cursor, hasMore });
    });
  }

  /**
   * A page of what changed since the state's cursor, not in the state yet; or undefined, where the cursor counts no
   * more. The state then holds nothing but another cursor: everything is to be loaded anew.
   */
  async loadChanges(): Promise<SyncPage | undefined> {
    await this.begin();
    const cursor = this.#getState().syncCursor!;
    const page = await this.#changesSince(cursor);
    if (!page.reset) return page;
    // What is under way may be older than the new cursor, and nothing would ever tell of the difference.
    this.#resets += 1;
    this.#dispatch({ type: 'reset' }, { type: 'synced', cursor: page.cursor, hasMore: page.hasMore });
    return undefined;
  }

  async loadConversations(role: Side, which: ListPage = {}): Promise<RouteResponse<'listConversations'>> {
    const page = await this.#ask('listConversations', { query: { role, ...which } });
    this.#dispatch(
      ...page.conversations.map((conversation) => ({ type: 'conversation', conversation }) as const),
    );
    return page;
  }

  /** Loads one conversation; callers at the same time share the request. */
  loadConversation(id: string): Promise<void> {
    return this.#share(id, async () => {
      const { conversation } = await this.#ask('getConversation', { params: { id } });
      this.#dispatch({ type: 'conversation', conversation });
    });
  }

  async openConversation(pair: RouteInput<'createConversation'>['body']): Promise<string> {
    const { conversation } = await this.#ask('createConversation', { body: pair });
    this.#dispatch({ type: 'conversation', conversation });
    return conversation.id;
  }

  async loadMessages(id: string, position: PagePosition = {}): Promise<RouteResponse<'listMessages'>> {
    const query = Object.fromEntries(Object.entries(position).map(([name, seq]) => [name, String(seq)]));
    const page = await this.#ask('listMessages', { params: { id }, query });
    const floor = this.#adjoins(id, position)
      ? { floor: page.hasMore ? (page.messages[0]?.seq ?? 1) : 1 }
      : {};
    this.#dispatch({ type: 'messages', conversationId: id, messages: page.messages, ...floor });
    return page;
  }

  /** Loads one message by its id: a piece of the past on its own. */
  async loadMessage(id: string): Promise<void> {
    const { message } = await this.#ask('getMessage', { params: { id } });
    const { conversationId } = message;
    this.#dispatch({ type: 'messages', conversationId, messages: [message] });
  }

  /** A page of the messages with images, each a piece of the past on its own until history reaches it. */
  async loadImageMessages(id: string, beforeSeq?: number): Promise<RouteResponse<'listMessages'>> {
    const query = {
      type: 'image' as const,
      ...(beforeSeq !== undefined && { beforeSeq: String(beforeSeq) }),
    };
    const page = await this.#ask('listMessages', { params: { id }, query });
    this.#dispatch({ type: 'messages', conversationId: id, messages: page.messages });
    return page;
  }

  /** Loads what is missing: the view, and messages above the unbroken run, or the newest page where there is none. */
  async complete(id: string): Promise<void> {
    const conversation = this.#getState().conversations[id];
    if (!conversation?.snapshot) await this.loadConversation(id);
    if (conversation?.floor === undefined) {
      await this.loadMessages(id);
      await this.#loadUnread(id);
      return;
    }
    await this.#loadAfter(id, contiguousSeq(conversation));
  }

  /** Loads what is unread below the newest page, as far as a device that was away for long should. */
  async #loadUnread(id: string): Promise<void> {
    for (let page = 1; page < UNREAD_PAGES; page += 1) {
      const conversation = this.#getState().conversations[id];
      if (!conversation?.floor || !hasUnreadBelow(conversation)) return;
      await this.loadMessages(id, { beforeSeq: conversation.floor });
    }
  }

  /** Starts the conversation over from its newest page. */
  async reload(id: string): Promise<void> {
    const { messages } = await this.loadMessages(id);
    this.#dispatch({ type: 'forget', conversationId: id, floor: messages[0]?.seq ?? 1 });
  }

  async loadBookings(role: Side, cursor?: string): Promise<RouteResponse<'listBookings'>> {
    const query = cursor === undefined ? { role } : { role, cursor };
    const page = await this.#ask('listBookings', { query });
    this.#dispatch(...page.bookings.map((booking) => ({ type: 'booking', booking }) as const));
    return page;
  }

  async loadConversationBookings(conversationId: string): Promise<void> {
    const { bookings } = await this.#ask('listConversationBookings', { params: { id: conversationId } });
    this.#dispatch(...bookings.map((booking) => ({ type: 'booking', booking }) as const));
  }

  async loadBooking(id: string): Promise<void> {
    const { booking } = await this.#ask('getBooking', { params: { id } });
    this.#dispatch({ type: 'booking', booking });
  }

  async updateBookingStatus(id: string, change: RouteInput<'updateBookingStatus'>['body']): Promise<void> {
    const { booking } = await this.#call('updateBookingStatus', { params: { id }, body: change });
    this.#dispatch({ type: 'booking', booking });
  }

  async loadUnreadTotal(role: Side): Promise<void> {
    const { unreadCount } = await this.#call('getUnreadCount', { query: { role } });
    this.#dispatch({ type: 'unreadTotal', role, count: unreadCount });
  }

  async #loadAfter(id: string, seq: number): Promise<void> {
    for (let afterSeq = seq; ;) {
      const { messages, hasMore } = await this.loadMessages(id, { afterSeq });
      const last = messages.at(-1);
      if (!hasMore || !last) return;
      afterSeq = last.seq;
    }
  }

  /** A cursor that the server does not know for its own is like one that is too old. */
  async #changesSince(cursor: string): Promise<SyncPage> {
    try {
      return await this.#call('sync', { query: { cursor } });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'validation_failed') throw error;
      return { ...(await this.#call('sync', { query: {} })), reset: true };
    }
  }

  /** What the server has, as new as the state's cursor. Asked again, each of these answers the same or newer. */
  async #ask<N extends RouteName>(name: N, ...input: RouteArguments<N>): Promise<RouteResponse<N>> {
    for (;;) {
      await this.begin();
      const resets = this.#resets;
      const answer = await this.#call(name, ...input);
      if (resets === this.#resets) return answer;
    }
  }

  /** What one person asks for at the same time is asked for once. */
  #share(name: string, load: () => Promise<void>): Promise<void> {
    const key = `${this.#getState().userId} ${name}`;
    const known = this.#underWay.get(key);
    if (known) return known;
    const loading = load().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, loading);
    return loading;
  }

  /** An answer that comes after the person has changed is for somebody who is gone. */
  async #call<N extends RouteName>(name: N, ...input: RouteArguments<N>): Promise<RouteResponse<N>> {
    const { userId } = this.#getState();
    const answer = await this.#api.call(name, ...input);
    if (this.#getState().userId !== userId) throw signedOutError();
    return answer;
  }

  /** Whether a page here reaches up to the newest message, or to the history that does. */
  #adjoins(id: string, { beforeSeq, afterSeq, aroundSeq }: PagePosition): boolean {
    if (afterSeq !== undefined || aroundSeq !== undefined) return false;
    const floor = this.#getState().conversations[id]?.floor;
    return beforeSeq === undefined || (floor !== undefined && beforeSeq >= floor);
  }
}
