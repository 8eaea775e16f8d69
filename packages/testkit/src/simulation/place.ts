import type { Environment, OutgoingText, QueueEntry, Tabs } from '@duet/chat-client';
import { MUTED_FOR_GOOD } from '@duet/contract';
import type { History } from '../history.ts';
import { DEMO_PASSWORD, type TestPerson } from '../people.ts';
import { Phone, type Pair, type QueueFactory } from '../phone.ts';
import type { Chance } from './chance.ts';
import type { Disk } from './disk.ts';

/** Where one person uses the app, a phone or a tab of a browser, and what they do there. */
export class Place {
  readonly phone: Phone;
  /** By conversation, the last message of it that its person knew here when they archived it. */
  readonly archivedUpTo = new Map<string, number>();
  readonly #chance: Chance;
  readonly #storage: ReturnType<Disk['open']>;
  #crashTab: () => void = () => undefined;
  #written = 0;
  #signingIn = false;
  /** The pairs whose conversations are on the screen, or about to be, since the app was started. */
  readonly #opened = new Set<string>();
  /** Messages their author has given up, here or in another tab: wanted no more when a crash brings one back. */
  readonly #discarded: Set<string>;

  constructor(parts: {
    name: string;
    person: TestPerson;
    history: History;
    chance: Chance;
    disk: Disk;
    discarded: Set<string>;
    environment: Environment;
    openTab: () => Tabs & { crash(): void };
    queue?: QueueFactory;
  }) {
    const { name, person, history, chance, disk, discarded, environment, openTab, queue } = parts;
    this.#chance = chance;
    this.#discarded = discarded;
    this.#storage = disk.open();
    this.phone = new Phone({
      url: '',
      name,
      person,
      history,
      environment,
      storage: this.#storage.storage,
      ...(queue && { queue }),
      tabs: () => {
        const tab = openTab();
        this.#crashTab = () => tab.crash();
        return tab;
      },
    });
    this.phone.client.start();
  }

  kill(): void {
    if (!this.phone.running) return;
    this.phone.kill();
    this.#crashTab();
    // What was begun then may still reach the storage, or not.
    if (this.#chance.holds(0.5)) this.#storage.crash();
    this.#signingIn = false;
    this.#opened.clear();
  }

  start(): void {
    if (!this.phone.running) this.phone.restart();
  }

  /** The person signs in when the app asks them to. */
  async signIn(): Promise<void> {
    const { client, person } = this.phone;
    const { status } = client.session;
    if (!this.phone.running || this.#signingIn || (status !== 'signedOut' && status !== 'expired')) return;
    this.#signingIn = true;
    await client.session.signIn({ email: person.email, password: DEMO_PASSWORD }).catch(() => undefined);
    this.#signingIn = false;
  }

  /** The person opens a conversation, and again where that has failed. */
  async open(pair: Pair): Promise<void> {
    const place = `${pair.customerId} ${pair.artistId}`;
    if (!this.#inUse || this.#opened.has(place)) return;
    this.#opened.add(place);
    try {
      this.phone.client.join(await this.phone.open(pair));
    } catch {
      this.#opened.delete(place);
    }
  }

  /** The person scrolls up. */
  async loadOlder(conversationId: string): Promise<void> {
    const floor = this.phone.client.getState().conversations[conversationId]?.floor;
    if (!this.#inUse || floor === undefined || floor === 1) return;
    // Nothing hangs on it: the person scrolls again.
    await this.phone.client.loadMessages(conversationId, { beforeSeq: floor }).catch(() => undefined);
  }

  /** A message that is not in the thread, but is quoted there, comes to be shown. */
  async lookUp(messageId: string): Promise<void> {
    if (this.#inUse) await this.phone.client.loadMessage(messageId).catch(() => undefined);
  }

  write(conversationId: string, reference: Omit<OutgoingText, 'conversationId' | 'content'>): void {
    if (!this.#inUse || !this.phone.view(conversationId)) return;
    this.#written += 1;
    this.phone.client.keystroke(conversationId);
    this.phone.say(conversationId, `${this.phone.name} ${this.#written}`, reference);
  }

  /** The person gives a message of theirs another text. */
  edit(conversationId: string, message: string): void {
    if (!this.#inUse) return;
    this.#written += 1;
    this.phone.edit(conversationId, message, `${this.phone.name} ${this.#written}, edited`);
  }

  /** The person takes a message of theirs back. */
  unsend(conversationId: string, message: string): void {
    if (this.#inUse) this.phone.unsend(conversationId, message);
  }

  /** The person archives, pins, mutes or marks a conversation as unread, or takes that back. */
  update(conversationId: string, what: 'archived' | 'markedUnread' | 'pinned' | 'muted'): void {
    const view = this.#inUse ? this.phone.view(conversationId) : undefined;
    if (!view) return;
    const { archivedAt, markedUnread, pinnedAt, mutedUntil } = view.me;
    if (what === 'archived' && archivedAt === null) this.archivedUpTo.set(conversationId, view.lastSeq);
    const changes = {
      archived: { archived: archivedAt === null },
      markedUnread: { markedUnread: !markedUnread },
      pinned: { pinned: pinnedAt === null },
      // Not for a while: devices whose clocks are wrong would disagree when it is over.
      muted: { mutedUntil: mutedUntil === null ? MUTED_FOR_GOOD : null },
    };
    this.phone.client.updateConversation(conversationId, changes[what]);
  }

  look(conversationId: string): void {
    if (this.#inUse) this.phone.look(conversationId);
  }

  foreground(): void {
    if (this.#inUse) this.phone.client.foreground();
  }

  /** The person answers every question, and gives up or repeats what failed. Returns how many entries were waiting. */
  answer(): number {
    if (!this.#inUse) return 0;
    for (const { key, kind, conversationId, failure } of this.waiting) {
      if (!failure) continue;
      const isWanted = !this.#discarded.has(key) && this.#chance.holds(0.5);
      if (isWanted && failure.code === 'booking_changed') this.phone.client.sendAnyway([key]);
      else if (isWanted && failure.retryable) this.phone.retry(key);
      else if (isWanted && kind === 'send') this.edit(conversationId, key);
      else if (this.phone.discard(key)) this.#discarded.add(key);
    }
    return this.waiting.length;
  }

  get waiting(): readonly QueueEntry[] {
    return Object.values(this.phone.client.getState().conversations).flatMap(({ pending }) => pending);
  }

  /** One of the latest that the person wrote and did not take back. */
  someMessage(conversationId: string): string | undefined {
    if (!this.#inUse) return undefined;
    const own = this.phone.rows(conversationId).filter(({ mine, deletedAt }) => mine && deletedAt === null);
    return this.#chance.pick(own.slice(-this.#chance.pick([1, 3, 9])))?.key;
  }

  /** The server's id of one of the latest messages that the person sees. */
  someStored(conversationId: string): string | undefined {
    if (!this.#inUse) return undefined;
    const stored = this.phone.rows(conversationId).filter(({ id }) => id !== null);
    return this.#chance.pick(stored.slice(-9))?.id ?? undefined;
  }

  get #inUse(): boolean {
    return this.phone.running && this.phone.client.session.status === 'signedIn';
  }
}
