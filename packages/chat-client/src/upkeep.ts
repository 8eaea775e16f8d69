import { isMuted, sidesOf, type Conversation, type Side } from '@duet/contract';
import { Alarms } from './alarms.ts';
import { isPassing } from './api-error.ts';
import type { ChatEvent } from './apply-event.ts';
import type { Clock } from './clock.ts';
import { deliveredSeq, ownReadSeq, toldReadSeq } from './conversation-view.ts';
import { GapFiller } from './gap-filler.ts';
import type { Loader } from './loader.ts';
import { contiguousSeq, isIncomplete } from './message-run.ts';
import { toChatEvent } from './server-event.ts';
import type { Session } from './session.ts';
import type { ChatSocket, ServerEvent } from './socket.ts';
import type { ConversationState } from './state.ts';
import type { Store } from './store.ts';
import { Sync } from './sync.ts';
import { Throttle } from './throttle.ts';
import { TypingReceiver } from './typing.ts';
import { WatermarkReporter } from './watermark-reporter.ts';

const UNREAD_INTERVAL = 1_000;

/**
 * Keeps the state true: takes in what the server tells, fetches what it did not, and reports what this device has
 * stored and what its person has read.
 */
export class Upkeep {
  readonly #clock: Clock;
  readonly #session: Session;
  readonly #socket: ChatSocket;
  readonly #store: Store;
  readonly #loader: Loader;
  readonly #sync: Sync;
  readonly #gaps: GapFiller;
  readonly #delivered: WatermarkReporter;
  readonly #read: WatermarkReporter;
  readonly #unreadTotals: Throttle;
  readonly #peerTyping: TypingReceiver;
  /** How many watchers each joined conversation has. */
  readonly #joined = new Map<string, number>();
  /** How far each conversation was on the screen. */
  readonly #seen = new Map<string, number>();
  /** Whether each conversation counted in the unread total, as last heard. */
  readonly #counted = new Map<string, boolean>();
  /** When conversations that are muted for a while count again. */
  readonly #muteEnds: Alarms;
  /** How to load anew each list that was loaded, by name. */
  readonly #lists = new Map<string, () => Promise<unknown>>();

  constructor(parts: {
    clock: Clock;
    random: () => number;
    session: Session;
    socket: ChatSocket;
    store: Store;
    loader: Loader;
  }) {
    const { clock, random, session, socket, store, loader } = parts;
    this.#clock = clock;
    this.#muteEnds = new Alarms(clock, (id) => this.#noteCounted(id));
    this.#session = session;
    this.#socket = socket;
    this.#store = store;
    this.#loader = loader;
    this.#sync = new Sync({
      clock,
      random,
      loader,
      store,
      wanted: () => ({ lists: this.#lists.values(), open: this.#joined.keys() }),
      // What was counted on connecting may be older than what the sync has found.
      onFound: (found) => found.forEach(({ me }) => this.recount(me.role)),
    });
    this.#gaps = new GapFiller({
      clock,
      isIncomplete: (id) => {
        const conversation = this.#find(id);
        return conversation !== undefined && isIncomplete(conversation);
      },
      fill: (id) => loader.complete(id),
      reload: async (id) => {
        await loader.reload(id);
        this.#sync.start();
      },
    });
    const isConnected = () => store.getState().connected;
    this.#delivered = new WatermarkReporter({
      clock,
      isConnected,
      send: async (conversationId, upToSeq) => {
        await socket.request('message:delivered', { conversationId, upToSeq });
      },
    });
    this.#read = new WatermarkReporter({
      clock,
      isConnected,
      send: (id, upToSeq) => this.#sendRead(id, upToSeq),
    });
    this.#unreadTotals = new Throttle(clock, UNREAD_INTERVAL, (role) => this.#loadUnreadTotal(role as Side));
    this.#peerTyping = new TypingReceiver(clock, (conversationId, typing) =>
      store.dispatch({ type: 'typing', conversationId, typing }),
    );
  }

  /** There is a connection: what was missed is fetched, what could not be told is told. */
  connected(): void {
    for (const conversationId of this.#joined.keys()) void this.#watch(conversationId);
    for (const role of this.#sides()) this.#unreadTotals.ask(role);
    for (const id of Object.keys(this.#store.getState().conversations)) this.#noteCounted(id);
    this.#delivered.resume();
    this.#tellReads();
    this.#read.resume();
    this.#sync.start();
  }

  /** The person has come back to the app, and the connection has held. */
  foreground(): void {
    if (this.#store.getState().connected) this.#sync.start();
  }

  /** The connection is gone, and with it what has a meaning only while there is one. */
  disconnected(): void {
    this.#gaps.clear();
    this.#sync.cancel();
    this.#peerTyping.clear();
    this.#unreadTotals.clear();
    this.#muteEnds.clear();
  }

  /** Another person is signed in, or nobody. */
  clear(): void {
    this.disconnected();
    this.#forgetReports();
    this.#lists.clear();
  }

  receive(event: ServerEvent): void {
    const fact = toChatEvent(event);
    // The sync under way tells what happens before there is a cursor, and what becomes of it.
    const isCovered = fact?.type === 'presence' || this.#store.getState().syncCursor !== undefined;
    if (fact && isCovered) this.#store.dispatch(fact);
    switch (event.name) {
      case 'message:new': {
        const { conversationId, senderId } = event.payload.message;
        if (senderId === this.#store.getState().userId) return;
        this.#peerTyping.hear(conversationId, false);
        this.#recount(conversationId);
        return;
      }
      case 'message:read':
        if (event.payload.unreadCount !== undefined) this.#recount(event.payload.conversationId);
        return;
      case 'conversation:updated':
        return this.#recount(event.payload.conversation.id);
      case 'user:typing':
        return this.#peerTyping.hear(event.payload.conversationId, event.payload.typing);
      case 'session:revoked':
        return event.payload.reason === 'expired' ? this.#session.lapse() : this.#session.expire();
      case 'message:updated':
      case 'message:delivered':
      case 'user:presence':
      case 'report:decided':
        return;
    }
  }

  /**
   * Wherever messages came from, or word of them, holes between them are closed. What a reset has dropped and nobody
   * else asks for is asked for.
   */
  settle(event: ChatEvent): void {
    if (event.type === 'reset') {
      this.#forgetReports();
      for (const role of this.#sides()) this.#unreadTotals.ask(role);
    }
    if (event.type !== 'messages' && event.type !== 'conversation' && event.type !== 'receipt') return;
    const id = event.type === 'conversation' ? event.conversation.id : event.conversationId;
    if (event.type !== 'receipt') {
      this.#advanceRead(id);
      this.#noteCounted(id);
    }
    if (this.#store.getState().connected) this.#gaps.check(id);
  }

  /** The device keeps the conversation in this form: the other side may know. */
  kept(conversationId: string, conversation: ConversationState): void {
    this.#delivered.report(conversationId, deliveredSeq(conversation));
  }

  /** The list of this name is shown: when the state has to be emptied, `load` brings it back. */
  want(name: string, load: () => Promise<unknown>): void {
    this.#lists.set(name, load);
  }

  /** Conversations in a role were loaded: what is unread in them is loaded ahead, and counted anew. */
  listed(role: Side, conversations: readonly Conversation[]): void {
    this.recount(role);
    void this.#sync.prefetch(conversations);
  }

  /** A wish until the messages up to there are held without a hole; then it is fulfilled. */
  markRead(conversationId: string, upToSeq: number): void {
    this.#seen.set(conversationId, Math.max(upToSeq, this.#seen.get(conversationId) ?? 0));
    this.#advanceRead(conversationId);
  }

  join(conversationId: string): void {
    const watchers = this.#joined.get(conversationId) ?? 0;
    this.#joined.set(conversationId, watchers + 1);
    if (watchers === 0 && this.#store.getState().connected) void this.#watch(conversationId);
  }

  leave(conversationId: string): void {
    const watchers = this.#joined.get(conversationId) ?? 0;
    if (watchers > 1) this.#joined.set(conversationId, watchers - 1);
    else if (this.#joined.delete(conversationId)) {
      this.#socket.tell('leave:conversation', { conversationId });
      const peer = this.#find(conversationId)?.snapshot?.peer.user;
      if (peer) this.#store.dispatch({ type: 'presence', userId: peer.id, presence: undefined });
    }
  }

  /** Positions in conversations that are no longer known mean nothing. */
  #forgetReports(): void {
    this.#delivered.clear();
    this.#read.clear();
    this.#seen.clear();
    this.#counted.clear();
  }

  /** The own side's list shows more or less than before: its unread total is asked for. */
  recount(role: Side): void {
    this.#unreadTotals.ask(role);
  }

  /**
   * What is archived does not count as unread, and comes back by its next message, one's own too; what is muted does not
   * until its time is up.
   */
  #noteCounted(conversationId: string): void {
    const { snapshot, lastSeq = 0 } = this.#find(conversationId) ?? {};
    if (!snapshot) return;
    const { archivedAt, mutedUntil, role } = snapshot.me;
    const archived = archivedAt !== null && lastSeq <= snapshot.lastSeq;
    const muted = isMuted(snapshot.me, this.#clock.now());
    const counted = !archived && !muted;
    const was = this.#counted.get(conversationId) ?? counted;
    this.#counted.set(conversationId, counted);
    if (counted !== was) this.recount(role);
    if (muted && this.#store.getState().connected)
      this.#muteEnds.set(conversationId, Date.parse(mutedUntil!));
  }

  #advanceRead(conversationId: string): void {
    const conversation = this.#find(conversationId);
    if (!conversation?.snapshot) return;
    const reached = Math.min(this.#seen.get(conversationId) ?? 0, contiguousSeq(conversation));
    if (reached <= ownReadSeq(conversation)) return;
    const side = conversation.snapshot.me.role;
    this.#store.dispatch({ type: 'receipt', kind: 'read', conversationId, side, upToSeq: reached });
    this.#read.report(conversationId, reached);
  }

  /** What was read in a former life of the app, and not told then. */
  #tellReads(): void {
    for (const [id, conversation] of Object.entries(this.#store.getState().conversations)) {
      const readSeq = ownReadSeq(conversation);
      if (readSeq > toldReadSeq(conversation)) this.#read.report(id, readSeq);
    }
  }

  async #watch(conversationId: string): Promise<void> {
    try {
      const { presence } = await this.#socket.request('join:conversation', { conversationId });
      this.#store.dispatch({ type: 'presence', userId: presence.userId, presence });
    } catch {
      // Nobody waits for it; the next connect asks again.
    }
  }

  async #sendRead(conversationId: string, upToSeq: number): Promise<void> {
    // Taken before the answer: a reset may have dropped the view by then, and the answer holds all the same.
    const side = this.#find(conversationId)?.snapshot?.me.role;
    const own = await this.#socket.request('message:read', { conversationId, upToSeq });
    if (!side) return;
    this.#store.dispatch({ type: 'receipt', kind: 'read', conversationId, side, upToSeq: own.readSeq, own });
    this.#unreadTotals.ask(side);
  }

  #recount(conversationId: string): void {
    const role = this.#find(conversationId)?.snapshot?.me.role;
    for (const side of role ? [role] : this.#sides()) this.#unreadTotals.ask(side);
  }

  async #loadUnreadTotal(role: Side): Promise<void> {
    try {
      await this.#loader.loadUnreadTotal(role);
    } catch (error) {
      if (isPassing(error) && this.#store.getState().connected) this.#unreadTotals.ask(role);
    }
  }

  #sides(): Side[] {
    return sidesOf(this.#session.user?.roles ?? []);
  }

  #find(conversationId: string): ConversationState | undefined {
    return this.#store.getState().conversations[conversationId];
  }
}
