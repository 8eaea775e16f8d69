import {
  ChatClient,
  memoryStorage,
  OfflineMessageQueue,
  selectConversation,
  selectMessages,
  systemEnvironment,
  type ConversationView,
  type Environment,
  type KeyValueStorage,
  type OutgoingText,
  type QueueEntry,
  type Tabs,
  type ThreadMessage,
} from '@duet/chat-client';
import { ERRORS, isErrorCode, type SendResult } from '@duet/contract';
import { beginLife, type AppLife } from './app-life.ts';
import type { History, ScreenRow, Writer } from './history.ts';
import { DEMO_PASSWORD, type TestPerson } from './people.ts';
import { until } from './until.ts';

/** The two people of a conversation. */
export interface Pair {
  readonly customerId: string;
  readonly artistId: string;
}

/** Makes the queue of an app as it is started. */
export type QueueFactory = (
  options: ConstructorParameters<typeof OfflineMessageQueue>[0],
) => OfflineMessageQueue;

/** Where a phone keeps its session, beside the client's own keys. */
const SESSION_KEY = 'session';

/**
 * A person's device with the real client in it. What it sends, is answered and shows goes into the history. The app on
 * it may be killed and started again; the storage remains.
 */
export class Phone {
  readonly name: string;
  readonly person: TestPerson;
  readonly #url: string;
  readonly #storage: KeyValueStorage;
  readonly #environment: Environment;
  readonly #tabs: (() => Tabs) | undefined;
  readonly #makeQueue: QueueFactory;
  readonly #write: Writer;
  #life: AppLife | undefined;
  #client: ChatClient;
  #shown = new Map<string, { rows: readonly ScreenRow[]; unread: number }>();

  /** By default it has its storage for itself, the network as it is, and one tab. */
  constructor(options: {
    url: string;
    person: TestPerson;
    name: string;
    history: History;
    storage?: KeyValueStorage;
    environment?: Environment;
    /** Called for each start of the app. */
    tabs?: () => Tabs;
    /** Another queue than the real one: a wrong one, to see that it is found out. */
    queue?: QueueFactory;
  }) {
    this.name = options.name;
    this.person = options.person;
    this.#url = options.url;
    this.#storage = options.storage ?? memoryStorage();
    this.#environment = options.environment ?? systemEnvironment;
    this.#tabs = options.tabs;
    this.#makeQueue = options.queue ?? ((parts) => new OfflineMessageQueue(parts));
    this.#write = options.history.process(options.name, options.person.id);
    this.#client = this.#launch();
  }

  /** The app as it runs; after `kill` the one that ran last. */
  get client(): ChatClient {
    return this.#client;
  }

  get running(): boolean {
    return this.#life !== undefined;
  }

  /** Ends the app from one moment to the next. What its storage has is all that is left. */
  kill(): void {
    this.#life?.kill();
    this.#life = undefined;
  }

  /** Opens the app again after `kill`, on the same storage; it takes up its session. */
  restart(): void {
    this.#client = this.#launch();
    this.#client.start();
  }

  /** Signs in, anew if the session has ended; connected afterwards. */
  async signIn(): Promise<void> {
    this.client.start();
    await this.client.session.signIn({ email: this.person.email, password: DEMO_PASSWORD });
    await until(() => this.connected, { timeout: 30_000 });
  }

  /** Opens the conversation of a pair as a person does: it is in the list, and its newest page is loaded. */
  async open(pair: Pair): Promise<string> {
    const id = await this.client.openConversation(pair);
    await this.client.loadConversations(pair.customerId === this.person.id ? 'customer' : 'artist');
    await this.client.loadMessages(id);
    return id;
  }

  get connected(): boolean {
    return this.client.socket.state === 'connected';
  }

  rows(conversationId: string): readonly ThreadMessage[] {
    return selectMessages(this.client.getState(), conversationId);
  }

  view(conversationId: string): ConversationView | undefined {
    return selectConversation(this.client.getState(), conversationId);
  }

  /** Sends a text, which may refer to something, and returns its key. */
  say(
    conversationId: string,
    content: string,
    reference: Omit<OutgoingText, 'conversationId' | 'content'> = {},
  ): string {
    const key = this.client.sendMessage({ conversationId, content, ...reference });
    this.#write({ type: 'enqueue', key, conversationId, content });
    return key;
  }

  /** The person gives an own message another text. False when it is too late for that by this device. */
  edit(conversationId: string, message: string, content: string): boolean {
    return this.#change(conversationId, message, content, (client) =>
      client.editMessage(conversationId, message, content),
    );
  }

  /** The person takes an own message back. False as for `edit`. */
  unsend(conversationId: string, message: string): boolean {
    return this.#change(conversationId, message, null, (client) =>
      client.unsendMessage(conversationId, message),
    );
  }

  /** The person sends a failed message again. False when there is no such failed message. */
  retry(key: string): boolean {
    const retried = this.client.retry(key);
    if (retried) this.#write({ type: 'retry', key });
    return retried;
  }

  /** The person gives a failed message up. False when there is no such failed message. */
  discard(key: string): boolean {
    const discarded = this.client.discard(key);
    if (discarded) this.#write({ type: 'discard', key });
    return discarded;
  }

  /** The person looks at the conversation, to its end. */
  look(conversationId: string): void {
    const upToSeq = this.rows(conversationId).findLast(({ seq }) => seq !== null)?.seq ?? 0;
    this.#write({ type: 'seen', conversationId, upToSeq });
    this.client.markRead(conversationId, upToSeq);
  }

  /** What waits on this device to be sent. */
  waiting(conversationId: string): readonly QueueEntry[] {
    return this.client.getState().conversations[conversationId]?.pending ?? [];
  }

  /** What the person does to a message, as what it becomes on this device: something that waits, or another message. */
  #change(
    conversationId: string,
    message: string,
    content: string | null,
    work: (client: ChatClient) => boolean,
  ): boolean {
    const before = new Set(this.waiting(conversationId).map(({ key }) => key));
    if (!work(this.client)) return false;
    const after = this.waiting(conversationId);
    const added = after.find(({ key }) => !before.has(key));
    const isGone = before.has(message) && !after.some(({ key }) => key === message);
    if (isGone) this.#write({ type: 'discard', key: message });
    if (added?.kind === 'send') {
      this.#write({ type: 'enqueue', key: added.key, conversationId, content: content ?? '' });
      // It stands where the one stood that had failed.
      this.#write({ type: 'retry', key: added.key });
    } else if (!isGone) this.#write({ type: 'change', key: added?.key ?? message, message, content });
    return true;
  }

  #launch(): ChatClient {
    const life = beginLife(this.#environment, this.#storage);
    const { environment, storage } = life;
    const { clock, random } = environment;
    const shared = { storage, ...(this.#tabs && { tabs: this.#tabs() }) };
    const client = new ChatClient({
      baseUrl: this.#url,
      tokens: {
        get: () => storage.getItem(SESSION_KEY),
        set: (value) => storage.setItem(SESSION_KEY, value),
        remove: () => storage.removeItem(SESSION_KEY),
      },
      queue: this.#makeQueue({ ...shared, clock, random }),
      ...shared,
      environment,
    });
    this.#life = life;
    this.#shown = new Map();
    this.#watchSends(client);
    client.subscribe(() => this.#life === life && this.#watchScreens());
    return client;
  }

  /** Every attempt of the queue to bring a message, or a change of one, to the server, and how it ended. */
  #watchSends({ socket, api }: ChatClient): void {
    const request = socket.request.bind(socket);
    socket.request = (event, input) => {
      const answer = request(event, input);
      const { clientMessageId, editId } = input as { clientMessageId?: string; editId?: string };
      if (event === 'message:send') return this.#attempt(clientMessageId!, answer);
      if (event === 'message:edit') return this.#attemptChange(editId!, answer);
      return event === 'message:unsend' ? this.#attemptUnsend(clientMessageId!, answer) : answer;
    };
    const call = api.call.bind(api);
    api.call = (name, ...input) => {
      const answer = call(name, ...input);
      const { params, body } = (input[0] ?? {}) as {
        params?: { clientMessageId?: string };
        body?: { clientMessageId?: string; editId?: string };
      };
      if (name === 'sendMessage') return this.#attempt(body!.clientMessageId!, answer);
      if (name === 'editMessage') return this.#attemptChange(body!.editId!, answer);
      return name === 'unsendMessage' ? this.#attemptUnsend(params!.clientMessageId!, answer) : answer;
    };
  }

  async #attempt<Answer>(key: string, answer: Promise<Answer>): Promise<Answer> {
    this.#write({ type: 'invoke', key });
    try {
      const { message } = (await answer) as SendResult;
      const { id, seq, sentAt } = message;
      this.#write({ type: 'ok', key, message: { id, seq, sentAt } });
    } catch (error) {
      this.#failed(key, error);
    }
    return answer;
  }

  async #attemptChange<Answer>(key: string, answer: Promise<Answer>): Promise<Answer> {
    await answer.then(
      () => this.#write({ type: 'changed', key }),
      (error: unknown) => this.#failed(key, error),
    );
    return answer;
  }

  #attemptUnsend<Answer>(message: string, answer: Promise<Answer>): Promise<Answer> {
    const waiting = Object.values(this.client.getState().conversations).flatMap(({ pending }) => pending);
    const entry = waiting.find((one) => one.kind === 'unsend' && one.clientMessageId === message);
    return entry ? this.#attemptChange(entry.key, answer) : answer;
  }

  #failed(key: string, error: unknown): void {
    const { code, retryable } = error as { code: string; retryable: boolean };
    // What is said of the session is not said of the message, which waits for its person's return.
    const sure = isErrorCode(code) && !retryable && ERRORS[code].http !== 401;
    this.#write({ type: sure ? 'fail' : 'info', key, code });
  }

  #watchScreens(): void {
    for (const id of Object.keys(this.client.getState().conversations)) {
      const rows = this.rows(id);
      const unread = this.view(id)?.me.unreadCount;
      const shown = this.#shown.get(id);
      if (unread === undefined || (shown?.rows === rows && shown.unread === unread)) continue;
      this.#shown.set(id, { rows, unread });
      this.#write({ type: 'screen', conversationId: id, rows, unread });
    }
  }
}
