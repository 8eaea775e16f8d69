import type { Clock } from './clock.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import { Signal } from './signal.ts';
import { onlyTab, type Tabs } from './tabs.ts';
import { Throttle } from './throttle.ts';

/** A change is written at once, and the next after so long: a killed app loses no more of what was typed. */
const WRITE_INTERVAL = 500;

/** What a person has begun to write in a conversation, and not sent. */
export interface Draft {
  readonly text: string;
  /** The message it will answer. */
  readonly replyToId: string | null;
}

/**
 * A person's drafts, one for each conversation: shown as they are typed, and kept by the device until they are sent or
 * their person signs out. Tabs of one person show the same.
 *
 * Nothing here throws: what the storage does not take lasts as long as the app.
 */
export class Drafts {
  readonly #storage: KeyValueStorage;
  readonly #tabs: Tabs;
  readonly #throttle: Throttle;
  readonly #signal = new Signal();
  /** Changed since they were last written: what the storage has of them is old. */
  readonly #unwritten = new Set<string>();
  #drafts: ReadonlyMap<string, Draft> = new Map();
  #owner: string | undefined;
  #share: ReturnType<Tabs['share']> | undefined;
  #giveBack: () => Promise<void> = () => Promise.resolve();
  #last: Promise<void> = Promise.resolve();

  constructor(options: { storage: KeyValueStorage; tabs?: Tabs; clock: Clock }) {
    this.#storage = options.storage;
    this.#tabs = options.tabs ?? onlyTab;
    this.#throttle = new Throttle(options.clock, WRITE_INTERVAL, (id) => this.#write(id));
  }

  /** Calls `listener` at every change; the returned function ends that. */
  readonly subscribe = this.#signal.subscribe;

  /** The same object for as long as it says the same; undefined where nothing was begun. */
  find(conversationId: string): Draft | undefined {
    return this.#drafts.get(conversationId);
  }

  /** In how many conversations something was begun. */
  get count(): number {
    return this.#drafts.size;
  }

  /** Puts a draft in place of the former one; one that says nothing is none. */
  keep(conversationId: string, draft: Draft): void {
    if (this.#owner === undefined) return;
    const drafts = new Map(this.#drafts);
    if (isEmpty(draft)) drafts.delete(conversationId);
    else drafts.set(conversationId, draft);
    this.#show(drafts);
    this.#unwritten.add(conversationId);
    this.#throttle.ask(conversationId);
  }

  /** This person's drafts from now on, as the device keeps them. */
  async open(owner: string): Promise<void> {
    this.close();
    this.#owner = owner;
    this.#share = this.#tabs.share(prefixOf(owner), () => void this.#read());
    this.#giveBack = this.#tabs.takeTurn(prefixOf(owner), () => undefined);
    await this.#read();
  }

  /** What is kept stays for its person's return. */
  close(): void {
    this.#throttle.clear();
    for (const conversationId of this.#unwritten) void this.#write(conversationId);
    this.#unwritten.clear();
    this.#share?.end();
    this.#share = undefined;
    void this.#giveBack();
    this.#owner = undefined;
    this.#show(new Map());
  }

  /** Closes, and removes what is kept: its person has signed out. Unless another tab of theirs goes on with it. */
  async clear(): Promise<void> {
    const owner = this.#owner;
    this.close();
    if (owner === undefined) return;
    await this.#last;
    await this.#giveBack();
    const removeAll = async () => {
      for (const key of await this.#keysOf(owner)) await this.#storage.removeItem(key);
    };
    // What cannot be removed is kept as if they had not signed out, and shown to nobody else.
    await this.#tabs.ifFree(prefixOf(owner), removeAll).catch(() => undefined);
  }

  #show(drafts: ReadonlyMap<string, Draft>): void {
    this.#drafts = drafts;
    this.#signal.emit();
  }

  /** Takes up what the device keeps; what was typed meanwhile is newer. */
  #read(): Promise<void> {
    const owner = this.#owner;
    return this.#inTurn(async () => {
      if (owner === undefined || this.#owner !== owner) return;
      const kept = await this.#kept(owner);
      if (this.#owner !== owner) return;
      for (const conversationId of this.#unwritten) kept.delete(conversationId);
      for (const [conversationId, known] of this.#drafts) {
        const isNewer = this.#unwritten.has(conversationId);
        if (isNewer || isSame(kept.get(conversationId), known)) kept.set(conversationId, known);
      }
      this.#show(kept);
    });
  }

  async #kept(owner: string): Promise<Map<string, Draft>> {
    const kept = new Map<string, Draft>();
    for (const key of await this.#keysOf(owner)) {
      const draft = toDraft(await this.#storage.getItem(key));
      if (draft) kept.set(key.slice(prefixOf(owner).length), draft);
    }
    return kept;
  }

  /** Writes a draft as it is now. */
  #write(conversationId: string): Promise<void> {
    const key = prefixOf(this.#owner ?? '') + conversationId;
    const share = this.#share;
    const draft = this.#drafts.get(conversationId);
    return this.#inTurn(async () => {
      if (draft) await this.#storage.setItem(key, JSON.stringify(draft));
      else await this.#storage.removeItem(key);
      if (this.#drafts.get(conversationId) === draft) this.#unwritten.delete(conversationId);
      share?.tell();
    });
  }

  /** One after the other, so that nothing older than what is shown is written or read last. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work).catch(() => undefined);
    return this.#last;
  }

  async #keysOf(owner: string): Promise<string[]> {
    const keys = await this.#storage.getAllKeys();
    return keys.filter((key) => key.startsWith(prefixOf(owner)));
  }
}

function isEmpty({ text, replyToId }: Draft): boolean {
  return text === '' && replyToId === null;
}

function isSame(a: Draft | undefined, b: Draft): boolean {
  return a?.text === b.text && a.replyToId === b.replyToId;
}

/** undefined where there is nothing, or something that cannot be read. */
function toDraft(text: string | null): Draft | undefined {
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<Draft> | null;
    if (typeof kept?.text !== 'string') return undefined;
    return { text: kept.text, replyToId: kept.replyToId ?? null };
  } catch {
    return undefined;
  }
}

/** Also what the tabs of a person share, and take turns at. */
function prefixOf(owner: string): string {
  return `duet.drafts/${owner}/`;
}
