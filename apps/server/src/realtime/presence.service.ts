import { LIMITS, type Presence } from '@duet/contract';
import type { Logger } from 'pino';
import type { Faults } from '../platform/faults.ts';
import type { ConnectedSocket, SocketServer } from '../platform/sockets/transport.ts';
import { PresenceBook, type Seen } from './presence-book.ts';

/** What people show of themselves; realtime knows no users, somebody tells it. */
export interface PresenceProfiles {
  getPresenceProfile(userId: string): Promise<{ showPresence: boolean; lastSeenAt: string | null }>;
  recordLastSeen(seen: readonly Seen[]): Promise<void>;
}

/** Of a few thousand people each piece takes milliseconds. */
const RECORDED_AT_ONCE = 1_000;

const watchersOf = (userId: string) => `presence:${userId}`;
const joinedTo = (conversationId: string) => `joined:${conversationId}`;

/** Tells those who watch a person when that person comes and goes, as far as the person shows it. */
export class PresenceService {
  readonly #io: SocketServer;
  readonly #profiles: PresenceProfiles;
  readonly #log: Logger;
  readonly #faults: Faults;
  readonly #whenSure: (deliver: () => void) => void;
  readonly #book: PresenceBook;
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(parts: {
    io: SocketServer;
    profiles: PresenceProfiles;
    log: Logger;
    faults: Faults;
    /** See `SessionWatch.whenSure`. */
    whenSure: (deliver: () => void) => void;
    graceMs: number;
    tickMs: number;
    saveMs: number;
  }) {
    this.#io = parts.io;
    this.#profiles = parts.profiles;
    this.#log = parts.log;
    this.#faults = parts.faults;
    this.#whenSure = parts.whenSure;
    this.#book = new PresenceBook(parts.graceMs);
    this.#timers = [
      setInterval(() => void this.#bidFarewell(this.#book.letGo(new Date())), parts.tickMs),
      setInterval(() => void this.#record(this.#book.everybody(new Date())), parts.saveMs),
    ];
  }

  /** A person has one more socket. */
  arrive(userId: string): void {
    if (this.#book.arrive(userId)) void this.announce(userId);
  }

  /** A person has one socket less. */
  leave(userId: string): void {
    this.#book.leave(userId, new Date());
  }

  /** See `EventContext.watch`. Whatever changes after the answer, the socket is told. */
  async watch(socket: ConnectedSocket, conversationId: string, userId: string): Promise<Presence> {
    const { watched } = socket.data;
    this.unwatch(socket, conversationId);
    const [oldest] = watched.keys();
    if (oldest !== undefined && watched.size >= LIMITS.joinedPerSocket) this.unwatch(socket, oldest);
    watched.set(conversationId, userId);
    await socket.join([watchersOf(userId), joinedTo(conversationId)]);
    return this.#presenceOf(userId);
  }

  /** See `EventContext.unwatch`. Two people may share two conversations; the last one counts. */
  unwatch(socket: ConnectedSocket, conversationId: string): void {
    const { watched } = socket.data;
    const userId = watched.get(conversationId);
    watched.delete(conversationId);
    void socket.leave(joinedTo(conversationId));
    if (userId === undefined || [...watched.values()].includes(userId)) return;
    void socket.leave(watchersOf(userId));
  }

  /** See `EventContext.isWatching`. */
  isWatching(socket: ConnectedSocket, conversationId: string): boolean {
    return socket.rooms.has(joinedTo(conversationId));
  }

  /** See `Publisher.endWatching`. */
  endWatching(conversationId: string, userIds: readonly string[]): void {
    const joined = joinedTo(conversationId);
    this.#io.in(joined).socketsLeave([joined, ...userIds.map(watchersOf)]);
  }

  /** Tells a person's watchers how things stand now. Presence is a hint: a failure is logged, not thrown. */
  async announce(userId: string): Promise<void> {
    const watchers = watchersOf(userId);
    if (!this.#io.sockets.adapter.rooms.has(watchers)) return;
    try {
      const presence = await this.#presenceOf(userId);
      this.#whenSure(() => this.#io.to(watchers).emit('user:presence', presence));
    } catch (error) {
      this.#faults.toAppError('realtime', error, this.#log);
    }
  }

  /** Everybody who is here was last seen now. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#record(this.#book.everybody(new Date()));
  }

  async #bidFarewell(gone: readonly Seen[]): Promise<void> {
    await this.#record(gone);
    await Promise.all(gone.map(({ userId }) => this.announce(userId)));
  }

  async #record(seen: readonly Seen[]): Promise<void> {
    try {
      for (let from = 0; from < seen.length; from += RECORDED_AT_ONCE) {
        await this.#profiles.recordLastSeen(seen.slice(from, from + RECORDED_AT_ONCE));
      }
    } catch (error) {
      this.#faults.toAppError('realtime', error, this.#log);
    }
  }

  async #presenceOf(userId: string): Promise<Presence> {
    const { showPresence, lastSeenAt } = await this.#profiles.getPresenceProfile(userId);
    // Looked up last, so that of two answers on their way neither is older than what it overtakes.
    const online = showPresence && this.#book.isHere(userId);
    return { userId, online, lastSeenAt: showPresence && !online ? lastSeenAt : null };
  }
}
