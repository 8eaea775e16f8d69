import type { Message } from '@duet/contract';
import { ApiError, bookingChangedError, networkError } from './api-error.ts';
import { applyEvent, type ChatEvent } from './apply-event.ts';
import type { Clock } from './clock.ts';
import { ALICE, BOOKING, id, message, ownMessage } from './facts.fixture.ts';
import { seededRandom } from './history.fixture.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import { OfflineMessageQueue, type SendFunction } from './offline-message-queue.ts';
import { isPaused, type QueueEntry } from './queue-entry.ts';
import { SimulatedTime } from './simulated-time.fixture.ts';
import { EMPTY_STATE, type ChatState } from './state.ts';
import { Browser } from './tabs.fixture.ts';
import { selectMessages } from './thread-message.ts';

/** A fault planted in what is simulated, to see that the simulation finds it. */
export type Plant =
  /** The server does not recognise a repeated id. */
  | 'no idempotency'
  /** The app sends by socket when it can, and enqueues only what fails. */
  | 'socket overtakes queue'
  /** The screen says "queued" before the storage has the message. */
  | 'promise before persist';

const CONVERSATIONS = [id('c1'), id('c2')];
const PLAN_MS = 30_000;

/** Everything that is not the app: a server, a network, a disk, a person at up to two tabs, and chance. */
class World {
  readonly random: () => number;
  readonly time = new SimulatedTime();
  readonly browser = new Browser();
  readonly plant: Plant | undefined;
  readonly disk = new Map<string, string>();
  readonly stored = new Map<string, Message[]>(CONVERSATIONS.map((one) => [one, []]));
  readonly tabs: Tab[];
  /** Ids that a screen has shown as kept; and those their author then threw away. */
  readonly promised = new Set<string>();
  readonly discarded = new Set<string>();
  readonly violations: string[] = [];
  bookingVersion = 1;
  online = true;
  diskFull = false;
  #written = 0;

  constructor(seed: number, plant: Plant | undefined) {
    this.random = seededRandom(seed);
    this.plant = plant;
    this.tabs = Array.from({ length: 1 + this.upTo(2) }, (_, place) => new Tab(this, place));
  }

  upTo(bound: number): number {
    return Math.floor(this.random() * bound);
  }

  wait(bound: number): Promise<void> {
    return new Promise((resolve) => this.time.after(this.random() * bound, resolve));
  }

  nextKey(): string {
    this.#written += 1;
    return id(this.#written.toString(16).padStart(8, '0'));
  }

  /** Stores a message as the real server does, and tells every tab that listens, at some later moment. */
  take({ conversationId, draft, key }: QueueEntry): Message {
    const list = this.stored.get(conversationId) ?? [];
    const repeat = list.find((known) => known.clientMessageId === key);
    if (repeat && this.plant !== 'no idempotency') return repeat;
    if (draft.bookingVersion !== undefined && draft.bookingVersion < this.bookingVersion) {
      throw bookingChangedError();
    }
    const own = ownMessage(list.length + 1, {
      id: id(`${conversationId.slice(-2)}${list.length + 1}`),
      conversationId,
      clientMessageId: key,
      content: draft.content ?? null,
    });
    return this.#append(own);
  }

  /** The other person says something. */
  speak(): void {
    const conversationId = CONVERSATIONS[this.upTo(2)] ?? '';
    const seq = (this.stored.get(conversationId)?.length ?? 0) + 1;
    this.#append(message(seq, { id: id(`${conversationId.slice(-2)}${seq}`), conversationId }));
  }

  #append(added: Message): Message {
    this.stored.get(added.conversationId)?.push(added);
    for (const tab of this.tabs) tab.hear(added);
    return added;
  }
}

/** One tab through all its lives. */
class Tab {
  life: Life | undefined;
  /** How many messages have been written here: what they say, so that their order can be seen. */
  written = 0;
  readonly #world: World;
  readonly #place: number;

  constructor(world: World, place: number) {
    this.#world = world;
    this.#place = place;
  }

  open(): Life {
    this.life ??= new Life(this.#world);
    return this.life;
  }

  kill(): void {
    this.life?.kill();
    this.life = undefined;
  }

  write(): void {
    const conversationId = CONVERSATIONS[this.#world.upTo(2)] ?? '';
    this.written += 1;
    this.open().write(conversationId, `${this.#place} ${this.written}`);
  }

  hear(added: Message): void {
    const { life } = this;
    if (!life || !this.#world.online) return;
    void this.#world.wait(200).then(() => life.apply(added.conversationId, [added]));
  }
}

/** The app from its start until it is killed: the real queue and the real state. */
class Life {
  readonly queue: OfflineMessageQueue;
  state: ChatState = applyEvent(EMPTY_STATE, { type: 'user', userId: ALICE });
  readonly #world: World;
  readonly #tabs: ReturnType<Browser['open']>;
  readonly #unanswered = new Set<string>();
  #dead = false;

  constructor(world: World) {
    this.#world = world;
    this.#tabs = world.browser.open();
    const clock: Clock = {
      now: () => world.time.now,
      after: (ms, work) => world.time.after(ms, () => void (this.#dead || work())),
    };
    const options = { storage: this.#storage(), tabs: this.#tabs, clock, random: world.random };
    this.queue = new OfflineMessageQueue(options);
    this.queue.subscribe((conversationId, entries) => this.#show(conversationId, entries));
    void this.queue.restore(ALICE);
    this.connect();
  }

  kill(): void {
    this.#dead = true;
    this.#tabs.crash();
  }

  /** There is a network: what was missed is fetched, what waits is sent. */
  connect(): void {
    this.queue.processQueue(this.#send);
    for (const [conversationId, list] of this.#world.stored) {
      const page = [...list];
      void this.#world.wait(300).then(() => this.apply(conversationId, page));
    }
  }

  write(conversationId: string, content: string): void {
    const { bookingVersion, plant, online } = this.#world;
    const key = this.#world.nextKey();
    const seen = this.#world.random() < 0.3 ? { bookingId: BOOKING, bookingVersion } : {};
    const draft = { type: 'text', content, clientMessageId: key, ...seen } as const;
    const enqueue = () => {
      if (!this.#dead) this.queue.enqueueMessage({ conversationId, draft });
    };
    if (plant !== 'socket overtakes queue' || !online) return enqueue();
    const entry = { conversationId, key, draft } as QueueEntry;
    this.#send(entry).catch(enqueue);
  }

  apply(conversationId: string, messages: readonly Message[]): void {
    if (!this.#dead) this.#dispatch({ type: 'messages', conversationId, messages, floor: 1 });
  }

  /** The author answers every question and gives up what failed. */
  answer(): number {
    const waiting = CONVERSATIONS.flatMap((one) => this.state.conversations[one]?.pending ?? []);
    for (const entry of waiting.filter(({ failure }) => failure)) {
      // Thrown away once, it is not wanted when a kill brings it back either.
      const wanted = !this.#world.discarded.has(entry.key) && this.#world.random() < 0.5;
      if (isPaused(entry) && wanted) {
        this.queue.confirm(entry.key, this.#world.bookingVersion);
      } else if (this.queue.discard(entry.key)) this.#world.discarded.add(entry.key);
    }
    return waiting.length;
  }

  thread(conversationId: string) {
    return selectMessages(this.state, conversationId);
  }

  readonly #send: SendFunction = async (entry) => {
    const { conversationId } = entry;
    if (this.#unanswered.has(conversationId)) this.#fault(`two sends unanswered in ${conversationId}`);
    this.#unanswered.add(conversationId);
    try {
      const taken = await this.#exchange(entry);
      this.apply(conversationId, [taken]);
    } finally {
      this.#unanswered.delete(conversationId);
    }
  };

  /** A request may be lost on its way, or be late; so may its answer; and a server may be busy. */
  async #exchange(entry: QueueEntry): Promise<Message> {
    const world = this.#world;
    const lost = () => !world.online || world.random() < 0.1;
    // The app gives up before what it sent has arrived.
    const late = world.random() < 0.05;
    if (lost()) return world.wait(1_000).then(() => Promise.reject(networkError()));
    if (late) {
      void world.wait(15_000).then(() => this.#deliver(entry).catch(() => undefined));
      return world.wait(1_000).then(() => Promise.reject(networkError()));
    }
    await world.wait(200);
    if (world.random() < 0.05) throw busy;
    const taken = await this.#deliver(entry);
    await world.wait(200);
    if (lost()) throw networkError();
    return taken;
  }

  async #deliver(entry: QueueEntry): Promise<Message> {
    return this.#world.take(entry);
  }

  #show(conversationId: string, entries: readonly QueueEntry[]): void {
    if (this.#dead) return;
    const early = this.#world.plant === 'promise before persist';
    for (const { key, stored } of entries) if (stored || early) this.#world.promised.add(key);
    this.#dispatch({ type: 'pending', conversationId, entries });
  }

  #dispatch(event: ChatEvent & { conversationId: string }): void {
    this.state = applyEvent(this.state, event);
    const keys = this.thread(event.conversationId).map(({ key }) => key);
    if (new Set(keys).size !== keys.length) this.#fault('a message is on the screen twice');
  }

  #fault(what: string): void {
    this.#world.violations.push(what);
  }

  /** The disk all tabs share; full, it takes no more. What a killed app had begun to write is not written. */
  #storage(): KeyValueStorage {
    const world = this.#world;
    const change = async (work: () => void, grows = false) => {
      await world.wait(20);
      if (this.#dead) return new Promise<void>(() => undefined);
      if (grows && world.diskFull) throw new Error('full');
      work();
      await world.wait(20);
      if (this.#dead) return new Promise<void>(() => undefined);
    };
    return {
      getAllKeys: async () => [...world.disk.keys()],
      getItem: async (key) => world.disk.get(key) ?? null,
      setItem: (key, value) => change(() => world.disk.set(key, value), true),
      removeItem: (key) => change(() => world.disk.delete(key)),
    };
  }
}

const answer = { code: 'busy', message: 'busy', retryable: true, requestId: 'r', retryAfterMs: 500 };
const busy = new ApiError(answer);

/**
 * Half a minute of a person's life with the app, as chance has it, and then peace: everything heals, every question is
 * answered. Returns what was wrong then, or on the way.
 */
export async function simulate(seed: number, plant?: Plant): Promise<readonly string[]> {
  const world = new World(seed, plant);
  const someTab = () => world.tabs[world.upTo(world.tabs.length)];
  const reconnect = () => {
    for (const { life } of world.tabs) life?.connect();
  };
  const moves: (() => void)[] = [
    () => someTab()?.write(),
    () => someTab()?.write(),
    () => someTab()?.write(),
    () => someTab()?.kill(),
    () => void someTab()?.open(),
    () => world.speak(),
    () => void (world.bookingVersion += 1),
    () => void someTab()?.life?.answer(),
    () => void (world.diskFull = world.random() < 0.3),
    () => {
      world.online = !world.online;
      if (world.online) reconnect();
    },
  ];
  const end = world.time.now + PLAN_MS;
  while (world.time.now < end) {
    moves[world.upTo(moves.length)]?.();
    // Often at once, so that what happens meets what is under way.
    await world.time.run(world.random() < 0.5 ? world.random() * 50 : world.random() * 3_000);
  }

  world.online = true;
  world.diskFull = false;
  for (const tab of world.tabs) tab.open();
  reconnect();
  for (let round = 0; round < 50; round += 1) {
    await world.time.run();
    let left = 0;
    for (const tab of world.tabs) {
      left += tab.open().answer();
      await world.time.run();
    }
    if (left === 0) break;
  }
  return [...world.violations, ...judge(world)];
}

function judge({ stored, promised, discarded, disk, tabs }: World): string[] {
  const found: string[] = [];
  const everything = [...stored.values()].flat();
  const own = everything.filter(({ senderId }) => senderId === ALICE);
  const ids = own.map(({ clientMessageId }) => clientMessageId);
  if (new Set(ids).size !== ids.length) found.push('doubled');
  for (const key of promised) if (!ids.includes(key) && !discarded.has(key)) found.push(`lost ${key}`);
  if (disk.size > 0) found.push('left over on the disk');
  for (const [conversationId, list] of stored) {
    const last = new Map<string, number>();
    for (const { senderId, content } of list) {
      if (senderId !== ALICE) continue;
      const [tab = '', count = ''] = (content ?? '').split(' ');
      if (Number(count) <= (last.get(tab) ?? 0)) found.push(`reordered: ${content} in ${conversationId}`);
      last.set(tab, Number(count));
    }
    const truth = list.map(({ seq }) => seq).join();
    for (const tab of tabs) {
      const shown = tab.open().thread(conversationId);
      if (shown.map(({ seq }) => seq).join() !== truth) found.push(`a tab shows something else`);
    }
  }
  return found;
}
