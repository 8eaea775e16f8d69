import { ChatClient, selectConversation, selectMessages, type ConversationView } from '@duet/chat-client';
import { ERRORS, type SendResult } from '@duet/contract';
import type { History, ScreenRow, Writer } from './history.ts';
import { DEMO_PASSWORD, type TestPerson } from './people.ts';
import { until } from './until.ts';

/** The two people of a conversation. */
export interface Pair {
  readonly customerId: string;
  readonly artistId: string;
}

/** A person's device with the real client in it. What it sends, is answered and shows goes into the history. */
export class Phone {
  readonly name: string;
  readonly person: TestPerson;
  readonly client: ChatClient;
  readonly #write: Writer;
  readonly #shown = new Map<string, { rows: readonly ScreenRow[]; unread: number }>();

  constructor(options: { url: string; person: TestPerson; name: string; history: History }) {
    const { url, person, name, history } = options;
    let stored: string | null = null;
    this.name = name;
    this.person = person;
    this.client = new ChatClient({
      baseUrl: url,
      tokens: {
        get: async () => stored,
        set: async (value) => void (stored = value),
        remove: async () => void (stored = null),
      },
    });
    this.#write = history.process(name, person.id);
    this.#watchSends();
    this.client.subscribe(() => this.#watchScreens());
  }

  /** Signs in; connected afterwards. */
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

  rows(conversationId: string): readonly ScreenRow[] {
    return selectMessages(this.client.getState(), conversationId);
  }

  view(conversationId: string): ConversationView | undefined {
    return selectConversation(this.client.getState(), conversationId);
  }

  /** Sends a text, or with `replyToId` an answer. */
  say(conversationId: string, content: string, replyToId?: string): void {
    const text = { conversationId, content, ...(replyToId === undefined ? {} : { replyToId }) };
    const key = this.client.sendMessage(text);
    this.#write({ type: 'enqueue', key, conversationId, content });
  }

  /** The person looks at the conversation, to its end. */
  look(conversationId: string): void {
    const upToSeq = this.rows(conversationId).findLast(({ seq }) => seq !== null)?.seq ?? 0;
    this.#write({ type: 'seen', conversationId, upToSeq });
    this.client.markRead(conversationId, upToSeq);
  }

  /** Every attempt of the queue, and how it ended. */
  #watchSends(): void {
    const { socket, api } = this.client;
    const request = socket.request.bind(socket);
    socket.request = (event, input) =>
      'clientMessageId' in input
        ? this.#attempt(input.clientMessageId, request(event, input))
        : request(event, input);
    const call = api.call.bind(api);
    api.call = (name, ...input) => {
      const { body } = (input[0] ?? {}) as { body?: { clientMessageId?: string } };
      const key = name === 'sendMessage' ? body?.clientMessageId : undefined;
      return key === undefined ? call(name, ...input) : this.#attempt(key, call(name, ...input));
    };
  }

  async #attempt<Answer>(key: string, answer: Promise<Answer>): Promise<Answer> {
    this.#write({ type: 'invoke', key });
    try {
      const { message } = (await answer) as SendResult;
      const { id, seq, sentAt } = message;
      this.#write({ type: 'ok', key, message: { id, seq, sentAt } });
    } catch (error) {
      const { code, retryable } = error as { code: string; retryable: boolean };
      const sure = Object.hasOwn(ERRORS, code) && !retryable;
      this.#write({ type: sure ? 'fail' : 'info', key, code });
    }
    return answer;
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
