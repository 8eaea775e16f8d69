import type { ChatEvent } from './apply-event.ts';
import { HEAD, toFacts, toHead, toRecords, type CacheRecord } from './cache-records.ts';
import type { Clock } from './clock.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import type { ConversationState } from './state.ts';
import type { Store } from './store.ts';
import type { Tabs } from './tabs.ts';
import { Throttle } from './throttle.ts';

/** To be raised when records of before would be misread. */
const VERSION = 2;
const WRITE_INTERVAL = 1_000;
/** A storage that has not answered by then is done without: a person is waiting. */
const READ_DEADLINE = 2_000;

/** One life of the app at its turn: nothing but this may count as written. */
interface Writer {
  readonly id: string;
  come: boolean;
  giveBack: () => Promise<void>;
  /** By name, what the stored record was made of. */
  readonly written: Map<string, readonly unknown[]>;
}

/**
 * Keeps a person's state on the device, so that the app opens with it, without a network too.
 *
 * The state's sync cursor must never be ahead of the facts that are kept with it, or a change would be missing for
 * ever. So the records are written first and the head, which holds the cursor, last; each names its writer, and only
 * records of the head's writer count. Whenever the app is killed, and whoever else writes, what can be read is a state
 * that a sync from its cursor completes. Of several tabs one writes, by turns, so that they do not waste each other's
 * work.
 *
 * Nothing here throws. A storage that fails leaves what was kept before, or nothing.
 */
export class StateCache {
  readonly #storage: KeyValueStorage;
  readonly #tabs: Tabs;
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #store: Store;
  readonly #onKept: (conversationId: string, conversation: ConversationState) => void;
  readonly #throttle: Throttle;
  #owner: string | undefined;
  #writer: Writer | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** `onKept` is called for each conversation with the form in which it is now kept. */
  constructor(options: {
    storage: KeyValueStorage;
    tabs: Tabs;
    clock: Clock;
    newId: () => string;
    store: Store;
    onKept: (conversationId: string, conversation: ConversationState) => void;
  }) {
    this.#storage = options.storage;
    this.#tabs = options.tabs;
    this.#clock = options.clock;
    this.#newId = options.newId;
    this.#store = options.store;
    this.#onKept = options.onKept;
    this.#throttle = new Throttle(options.clock, WRITE_INTERVAL, () => (this.#writing = this.#write()));
    options.store.subscribe(() => this.#changed());
  }

  /** Brings what is kept of a person, whose state this is, into it, and keeps the state from then on. */
  async open(owner: string): Promise<void> {
    this.close();
    this.#owner = owner;
    const facts = await this.#inTime(this.#read(owner));
    if (this.#owner !== owner) return;
    this.#store.dispatch(...facts);
    const giveBack = () => Promise.resolve();
    const writer: Writer = { id: this.#newId(), come: false, giveBack, written: new Map() };
    this.#writer = writer;
    writer.giveBack = this.#tabs.takeTurn(prefixOf(owner), () => {
      writer.come = true;
      this.#changed();
    });
  }

  /** What is kept stays for its person's return. */
  close(): void {
    this.#throttle.clear();
    void this.#writer?.giveBack();
    this.#writer = undefined;
    this.#owner = undefined;
  }

  /** Closes, and removes what is kept: its person has signed out. Unless another tab of theirs goes on with it. */
  async clear(): Promise<void> {
    const owner = this.#owner;
    const turn = this.#writer?.giveBack();
    this.close();
    if (owner === undefined) return;
    await this.#writing;
    await turn;
    const removeAll = () => this.#remove(owner, () => true);
    // What cannot be removed is kept as if they had not signed out, and shown to nobody else.
    await this.#tabs.ifFree(prefixOf(owner), removeAll).catch(() => undefined);
  }

  #changed(): void {
    if (this.#writer?.come) this.#throttle.ask(this.#writer.id);
  }

  async #write(): Promise<void> {
    const writer = this.#writer;
    const owner = this.#owner;
    const state = this.#store.getState();
    if (!writer || owner === undefined || state.userId !== owner || state.syncCursor === undefined) return;
    const { written } = writer;
    const records = toRecords(state);
    const names = new Set(records.map(({ name }) => name).concat(HEAD));
    try {
      // What is not kept any more must not be taken for up to date by the cursor to come.
      if (written.size === 0) await this.#remove(owner, (name) => !names.has(name));
      for (const name of [...written.keys()].filter((one) => !names.has(one))) {
        await this.#storage.removeItem(prefixOf(owner) + name);
        written.delete(name);
      }
      const changed = [...records, toHead(state)].filter(
        ({ name, parts }) => !isSame(written.get(name), parts),
      );
      for (const record of changed) {
        if (this.#writer !== writer) return;
        written.delete(record.name);
        await this.#storage.setItem(prefixOf(owner) + record.name, toText(writer, record));
        written.set(record.name, record.parts);
      }
      if (this.#writer !== writer) return;
      for (const { name } of changed) {
        const conversation = state.conversations[name];
        if (conversation) this.#onKept(name, conversation);
      }
    } catch {
      // The head still tells the truth about what is there; the next change tries again.
    }
  }

  async #read(owner: string): Promise<ChatEvent[]> {
    const read = async (name: string) => parse(await this.#storage.getItem(prefixOf(owner) + name));
    const head = await read(HEAD);
    if (head?.version !== VERSION) return [];
    const names = (await this.#namesOf(owner)).filter((name) => name !== HEAD);
    const facts = names.map(async (name) => {
      const record = await read(name);
      return record?.writer === head.writer ? factsOf(name, record) : [];
    });
    return [...(await Promise.all(facts)).flat(), ...factsOf(HEAD, head)];
  }

  async #remove(owner: string, which: (name: string) => boolean): Promise<void> {
    for (const name of (await this.#namesOf(owner)).filter(which)) {
      await this.#storage.removeItem(prefixOf(owner) + name);
    }
  }

  async #namesOf(owner: string): Promise<string[]> {
    const prefix = prefixOf(owner);
    const keys = await this.#storage.getAllKeys();
    return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  /** What was read, or nothing when the storage fails or is not done in time. */
  #inTime(reading: Promise<ChatEvent[]>): Promise<ChatEvent[]> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(READ_DEADLINE, () => resolve([]));
      void reading
        .catch(() => [])
        .then((facts) => {
          cancel();
          resolve(facts);
        });
    });
  }
}

interface Stored {
  readonly version: number;
  readonly writer: string;
  readonly body: unknown;
}

function toText({ id }: Writer, { toBody }: CacheRecord): string {
  return JSON.stringify({ version: VERSION, writer: id, body: toBody() } satisfies Stored);
}

/** undefined where there is nothing, or something torn. */
function parse(text: string | null): Stored | undefined {
  try {
    return (JSON.parse(text ?? 'null') as Stored | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Nothing, where a record cannot be read: that part is loaded anew. */
function factsOf(name: string, { body }: Stored): ChatEvent[] {
  try {
    return toFacts(name, body);
  } catch {
    return [];
  }
}

function isSame(a: readonly unknown[] | undefined, b: readonly unknown[]): boolean {
  return a !== undefined && a.every((part, index) => part === b[index]);
}

/** Also what the tabs of a person take turns at. */
function prefixOf(owner: string): string {
  return `duet.cache/${owner}/`;
}
