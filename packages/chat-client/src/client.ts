import {
  LIMITS,
  TIMERS,
  type ConversationPatch,
  type Image,
  type ImageSize,
  type MessageDraft,
  type OwnReport,
  type RouteInput,
  type RouteResponse,
  type Settings,
  type Side,
} from '@duet/contract';
import { Api } from './api.ts';
import { BuiltInSession } from './built-in-session.ts';
import type { Clock } from './clock.ts';
import { Drafts } from './drafts.ts';
import { systemEnvironment, type Environment } from './environment.ts';
import { HostSession, type GetHostToken } from './host-session.ts';
import { noImageCache, type ImageCache } from './image-cache.ts';
import { ImageUploader } from './image-uploader.ts';
import { Images } from './images.ts';
import { memoryStorage, type KeyValueStorage } from './key-value-storage.ts';
import { Loader, type ListPage, type PagePosition } from './loader.ts';
import { OfflineMessageQueue } from './offline-message-queue.ts';
import type { Picture } from './picture-store.ts';
import { QueueSender } from './queue-sender.ts';
import { requestsTo } from './request.ts';
import type { Session, TokenStorage } from './session.ts';
import { Signal } from './signal.ts';
import { ChatSocket } from './socket.ts';
import { StateCache } from './state-cache.ts';
import type { ChatState } from './state.ts';
import { Store } from './store.ts';
import { onlyTab, type Tabs } from './tabs.ts';
import { selectMessages } from './thread-message.ts';
import { TypingSender } from './typing.ts';
import { Upkeep } from './upkeep.ts';

/** The time zone of whom nobody has told where they are. */
const UNTOLD = 'UTC';

/** A text to send, and what it refers to. */
export interface OutgoingText {
  readonly conversationId: string;
  readonly content: string;
  readonly bookingId?: string;
  /** The version of the booking the person saw: an older one is refused with `booking_changed`. */
  readonly bookingVersion?: number;
  /** The message it answers: one of the same conversation, which the server has. */
  readonly replyToId?: string;
}

/** A picture to send, as the device has it. */
export interface OutgoingPicture {
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  readonly picture: Picture;
}

/** A message to send; with `images` its content is their caption, which may be empty. */
export interface OutgoingMessage extends OutgoingText {
  readonly images?: readonly OutgoingPicture[];
}

/** What a person changes of their own side of a conversation; what is not named stays. */
export type OwnChange = Omit<ConversationPatch, 'asOfSeq'>;

/**
 * Duet on one device of one person: a session, a live connection, a queue of what is to be sent, and one state that
 * is kept true while started. Whatever arrives, from whatever source, enters the state through `applyEvent`.
 *
 * What asks the server throws `ApiError` only.
 */
export class ChatClient {
  readonly session: Session;
  readonly api: Api;
  readonly socket: ChatSocket;
  readonly queue: OfflineMessageQueue;
  readonly drafts: Drafts;
  readonly #store: Store;
  readonly #loader: Loader;
  readonly #upkeep: Upkeep;
  readonly #typing: TypingSender;
  readonly #cache: StateCache;
  readonly #images: Images;
  readonly #sender: QueueSender;
  readonly #uploader: ImageUploader;
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #timeZone: () => string;
  readonly #decidedReports = new Signal<[OwnReport]>();
  /** Resolves when what is kept of the person is in the state. */
  #opened: Promise<void> = Promise.resolve();
  #unsubscribe: (() => void)[] = [];

  /**
   * `getToken` is given where the host marketplace signs people in: tokens come from it, and `tokens` remembers only whose
   * they were. `storage` is where the device keeps what it knows, to open with it; `tabs` are the others that do so.
   * `imageCache` keeps the images that were shown.
   * `queue` is the app's one queue. By default both last as long as the client.
   */
  constructor(options: {
    baseUrl: string;
    tokens: TokenStorage;
    getToken?: GetHostToken;
    queue?: OfflineMessageQueue;
    storage?: KeyValueStorage;
    tabs?: Tabs;
    imageCache?: ImageCache;
    environment?: Environment;
  }) {
    const { baseUrl, tokens, getToken, environment = systemEnvironment } = options;
    const { storage = memoryStorage(), tabs = onlyTab, imageCache = noImageCache } = options;
    const { clock, random, newId, timeZone } = environment;
    const { queue = new OfflineMessageQueue({ storage: memoryStorage(), clock, random }) } = options;
    const store = new Store((event) => this.#upkeep.settle(event));
    const request = requestsTo(baseUrl, environment);
    const session = getToken
      ? new HostSession({ request, storage: tokens, clock, getToken })
      : new BuiltInSession({ request, storage: tokens, clock });
    const api = new Api(request, session);
    const loader = new Loader(api, store.getState, store.dispatch);
    const socket = new ChatSocket({
      baseUrl,
      session,
      environment,
      onEvent: (event) => {
        if (event.name === 'report:decided') this.#decidedReports.emit(event.payload.report);
        else this.#upkeep.receive(event);
      },
    });
    this.#clock = clock;
    this.#newId = newId;
    // Where the host marketplace signs people in, it says where they are.
    this.#timeZone = getToken ? () => UNTOLD : timeZone;
    this.session = session;
    this.api = api;
    this.socket = socket;
    this.queue = queue;
    this.#images = new Images({ api, baseUrl, clock, cache: imageCache });
    this.drafts = new Drafts({ storage, tabs, clock });
    queue.subscribe((conversationId, entries) =>
      store.dispatch({ type: 'pending', conversationId, entries }),
    );
    this.#store = store;
    this.#loader = loader;
    const onUpdated = (role: Side) => this.#upkeep.recount(role);
    this.#sender = new QueueSender({ api, socket, store, loader, onUpdated });
    const { pictures } = queue;
    this.#uploader = new ImageUploader({ api, baseUrl, clock, pictures, postForm: environment.postForm });
    this.#upkeep = new Upkeep({ clock, random, session, socket, store, loader });
    const onKept = this.#upkeep.kept.bind(this.#upkeep);
    this.#cache = new StateCache({ storage, tabs, clock, newId, store, onKept });
    this.#typing = new TypingSender(clock, (event, conversationId) => socket.tell(event, { conversationId }));
  }

  readonly getState = (): ChatState => this.#store.getState();

  /** Calls `listener` after every change of the state; the returned function ends that. */
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Calls `listener` with every own report that is decided on while connected; the returned function ends that. */
  readonly subscribeDecidedReports = this.#decidedReports.subscribe;

  /** Takes up the stored session and keeps connected while one is open, until `stop`. */
  start(): void {
    if (this.#unsubscribe.length > 0) return;
    this.#unsubscribe = [
      this.session.subscribe(() => this.#followSession()),
      this.socket.subscribe(() => this.#followConnection()),
    ];
    this.#followSession();
    void this.session.restore();
  }

  /** Disconnects and comes to rest. State, queue and session stay as they are. */
  stop(): void {
    this.#rest();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
  }

  /**
   * The person has come back to the app, which may have slept for days: the connection has to show within 3 s that it
   * is alive, or is dialled anew; either way what was missed is fetched.
   */
  foreground(): void {
    void this.socket.check().then((alive) => {
      if (alive) this.#upkeep.foreground();
    });
  }

  /**
   * What the platform says of the network. A hint, since a server on the same machine is there without one: a connection
   * is looked at at once, and one that is missing is made as soon as there is a network again.
   */
  networkChanged(online: boolean): void {
    if (online) this.foreground();
    else void this.socket.check(TIMERS.offlineCheckTimeout);
  }

  /** Loads a page of the conversations in a role, newest first: of all, of what a filter finds, or of what is searched. */
  async loadConversations(role: Side, which: ListPage = {}): Promise<RouteResponse<'listConversations'>> {
    const { filter, search } = which;
    // What is searched is asked for again by who searches, if they still do.
    if (search === undefined) {
      const first: ListPage = filter ? { filter } : {};
      this.#upkeep.want(`conversations ${role} ${filter}`, () => this.loadConversations(role, first));
    }
    const page = await this.#loader.loadConversations(role, which);
    if (filter === undefined && search === undefined) this.#upkeep.listed(role, page.conversations);
    return page;
  }

  loadConversation(conversationId: string): Promise<void> {
    return this.#loader.loadConversation(conversationId);
  }

  /** Gets or creates the conversation of a pair, of whom the caller is one, and returns its id. */
  openConversation(pair: RouteInput<'createConversation'>['body']): Promise<string> {
    return this.#loader.openConversation(pair);
  }

  /** Loads a page of messages: the newest, or the one before, after or around a `seq`. */
  loadMessages(conversationId: string, position?: PagePosition): Promise<RouteResponse<'listMessages'>> {
    return this.#loader.loadMessages(conversationId, position);
  }

  /** Loads one message, such as the one that another answers. */
  loadMessage(messageId: string): Promise<void> {
    return this.#loader.loadMessage(messageId);
  }

  /** Loads a page of the messages with images, the newest or those before a `seq`. */
  loadImageMessages(conversationId: string, beforeSeq?: number): Promise<RouteResponse<'listMessages'>> {
    return this.#loader.loadImageMessages(conversationId, beforeSeq);
  }

  /** Where the app finds an image in a size, from the device or by an address that is renewed where it has to be. */
  loadImage(image: Image, size: ImageSize): Promise<string> {
    return this.#images.load(image, size);
  }

  loadBookings(role: Side, cursor?: string): Promise<RouteResponse<'listBookings'>> {
    this.#upkeep.want(`bookings ${role}`, () => this.loadBookings(role));
    return this.#loader.loadBookings(role, cursor);
  }

  /** Loads the bookings of a conversation's two people. */
  loadConversationBookings(conversationId: string): Promise<void> {
    return this.#loader.loadConversationBookings(conversationId);
  }

  loadBooking(bookingId: string): Promise<void> {
    return this.#loader.loadBooking(bookingId);
  }

  updateBookingStatus(bookingId: string, change: RouteInput<'updateBookingStatus'>['body']): Promise<void> {
    return this.#loader.updateBookingStatus(bookingId, change);
  }

  /** Loads the signed-in person anew: they may have changed their settings on another device. */
  async loadUser(): Promise<void> {
    const { user } = await this.api.call('getMe');
    this.session.update(user);
  }

  /** Changes own settings, for all devices; what is not named stays. */
  async updateSettings(settings: Partial<Settings>): Promise<void> {
    const { user } = await this.api.call('updateMe', { body: { settings } });
    this.session.update(user);
  }

  /**
   * Enqueues a message; its bubble exists when this returns, under the returned key. Throws `auth_required` when nobody
   * was ever signed in.
   */
  sendMessage({ conversationId, images = [], content, ...reference }: OutgoingMessage): string {
    const clientMessageId = this.#newId();
    const draft: MessageDraft =
      images.length === 0
        ? { type: 'text', clientMessageId, content, ...reference }
        : { type: 'image', clientMessageId, imageIds: [], ...(content !== '' && { content }), ...reference };
    const pictures = images.map((image) => ({ ...image, key: this.#newId() }));
    this.queue.enqueueMessage({ conversationId, draft, images: pictures });
    this.stopTyping(conversationId);
    return clientMessageId;
  }

  /**
   * Gives an own message another text. It shows at once; `ThreadMessage.change` says how it fares. False when there is
   * nothing to change or it is too late.
   */
  editMessage(conversationId: string, clientMessageId: string, content: string): boolean {
    if (!this.#mayChange(conversationId, clientMessageId, LIMITS.editWindow)) return false;
    if (this.queue.find(clientMessageId)?.failure) return this.sendEdited(clientMessageId, content);
    this.queue.enqueueEdit({ conversationId, clientMessageId, editId: this.#newId(), content });
    return true;
  }

  /** Takes an own message back, with the same promises. One that the server never got leaves nothing behind. */
  unsendMessage(conversationId: string, clientMessageId: string): boolean {
    if (!this.#mayChange(conversationId, clientMessageId, LIMITS.unsendWindow)) return false;
    if (this.queue.remedies.discard(clientMessageId)) return true;
    this.queue.enqueueUnsend({ conversationId, clientMessageId, key: this.#newId() });
    return true;
  }

  /**
   * Archives, pins, mutes or marks a conversation as unread, or takes that back, for the own side. It shows at once; what
   * the server refuses for good shows as it was.
   */
  updateConversation(conversationId: string, change: OwnChange): void {
    // A message that comes before the server learns of it must not be hidden.
    const asOfSeq = change.archived ? this.getState().conversations[conversationId]?.lastSeq : undefined;
    const known = asOfSeq === undefined ? change : { ...change, asOfSeq };
    this.queue.enqueueUpdate({ conversationId, key: this.#newId(), change: known });
  }

  /** Sends a failed message, or the failed change of one, again under its key. False when there is no such failure. */
  retry(key: string): boolean {
    return this.queue.remedies.retry(key);
  }

  /** Sends a message without those of its images that cannot be sent. False when there is none, or nothing would be left. */
  sendWithoutFailed(clientMessageId: string): boolean {
    return this.queue.remedies.sendWithoutFailed(clientMessageId);
  }

  /** Where the app finds the picture of a message that waits. */
  showPicture(key: string): Promise<string | undefined> {
    return this.queue.showPicture(key);
  }

  /**
   * Sends paused messages all the same, and lets those that wait behind them go without a question of their own: their
   * author has seen the booking as it is known here.
   */
  sendAnyway(clientMessageIds: readonly string[]): void {
    for (const id of clientMessageIds) {
      const entry = this.queue.find(id);
      if (entry?.kind === 'send') this.queue.remedies.confirm(id, this.#sender.bookingOf(entry)?.version);
    }
  }

  /**
   * Sends a failed or paused message in other words, in its old place and in view of the booking as it is known here.
   * It is another message then, under a new id. False when there is no such message.
   */
  sendEdited(clientMessageId: string, content: string): boolean {
    const entry = this.queue.find(clientMessageId);
    if (entry?.kind !== 'send') return false;
    const seen = this.#sender.bookingOf(entry);
    const edited = { ...entry.draft, content, clientMessageId: this.#newId() };
    return this.queue.remedies.retry(
      clientMessageId,
      seen ? { ...edited, bookingVersion: seen.version } : edited,
    );
  }

  /** Gives up a failed message, or the failed change of one. False when there is no such failure. */
  discard(key: string): boolean {
    return this.queue.remedies.discard(key);
  }

  /**
   * The person has seen the conversation up to this message. It shows here at once and is told to the server at most
   * once a second; what lies beyond a hole counts as read when the hole is filled.
   */
  markRead(conversationId: string, upToSeq: number): void {
    this.#upkeep.markRead(conversationId, upToSeq);
  }

  /** The person has pressed a key in the conversation's composer. */
  keystroke(conversationId: string): void {
    this.#typing.keystroke(conversationId);
  }

  /** The person has left the composer or emptied it. */
  stopTyping(conversationId: string): void {
    this.#typing.stop(conversationId);
  }

  /** Watches the other person's presence, through reconnects, until as many calls of `leave`. */
  join(conversationId: string): void {
    this.#upkeep.join(conversationId);
  }

  leave(conversationId: string): void {
    this.#upkeep.leave(conversationId);
  }

  #mayChange(conversationId: string, clientMessageId: string, window: number): boolean {
    const rows = selectMessages(this.getState(), conversationId);
    const row = rows.find(({ key, mine }) => mine && key === clientMessageId);
    if (!row || row.deletedAt !== null) return false;
    // What the server does not have yet has not begun to age.
    return row.seq === null || this.#clock.now() - Date.parse(row.sentAt) < window;
  }

  #followSession(): void {
    const { status, user } = this.session.getSnapshot();
    if (status === 'unknown') return;
    if (status !== 'signedIn') this.#rest();
    // An expired session keeps what it knew for the person's return.
    if (status !== 'expired' && user?.id !== this.getState().userId) this.#turnTo(user?.id);
    if (status === 'signedIn') {
      this.queue.processQueue(this.#sender.send, this.#uploader.uploadImage);
      void this.#connect();
    }
  }

  /** Once the state is as it was left: what comes from the network then completes it. */
  async #connect(): Promise<void> {
    const opened = this.#opened;
    await opened;
    const isStarted = this.#unsubscribe.length > 0;
    if (isStarted && opened === this.#opened && this.session.status === 'signedIn') this.socket.connect();
  }

  /** Nothing of one person may be seen or sent by the next. */
  #turnTo(userId: string | undefined): void {
    this.#rest();
    // Only who signs out takes with them what they had not sent, and what is kept of theirs; others come back to it.
    const hasLeft = this.session.status === 'signedOut';
    if (hasLeft) void this.#images.clear();
    for (const kept of [this.queue, this.drafts, this.#cache]) {
      if (hasLeft) void kept.clear();
      else kept.close();
    }
    this.#upkeep.clear();
    this.#store.dispatch({ type: 'user', userId });
    if (userId === undefined) return;
    void this.queue.restore(userId);
    void this.drafts.open(userId);
    this.#opened = this.#cache.open(userId);
  }

  #followConnection(): void {
    const connected = this.socket.state === 'connected';
    if (connected === this.getState().connected) return;
    this.#store.dispatch({ type: 'connection', connected });
    if (connected) {
      this.queue.processQueue(this.#sender.send, this.#uploader.uploadImage);
      this.#upkeep.connected();
      void this.#tellTimeZone();
    } else {
      this.#typing.clear();
      this.#upkeep.disconnected();
    }
  }

  /** Others are shown what time it is where their person is, and a device goes where they go. */
  async #tellTimeZone(): Promise<void> {
    const timeZone = this.#timeZone();
    if (timeZone === UNTOLD || timeZone === this.session.user?.timeZone) return;
    try {
      const { user } = await this.api.call('updateMe', { body: { timeZone } });
      this.session.update(user);
    } catch {
      // The next connect tells it.
    }
  }

  #rest(): void {
    void this.queue.pause();
    this.socket.disconnect();
    this.#typing.clear();
    this.#upkeep.disconnected();
  }
}
