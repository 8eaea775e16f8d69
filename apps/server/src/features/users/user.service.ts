import {
  AppError,
  type HostUser,
  type HostUserInput,
  type Role,
  type Side,
  type User,
  type UserPatch,
} from '@duet/contract';
import { LRUCache } from 'lru-cache';
import type { Publisher } from '../../realtime/publisher.ts';
import type { ExternalKey } from '../integration/external-key.ts';
import type { SessionService } from './session.service.ts';
import type { PresenceProfile, UserRepository } from './user.repository.ts';
import { newId } from '../../platform/ids.ts';

/** How the people of the demo marketplace sign in. */
export interface Demo {
  domain: string;
  password: string;
}

interface DemoPerson {
  id: string;
  name: string;
  timeZone: string;
  email: string;
  roles: Role[];
}

const SHOWS_NOTHING: PresenceProfile = { showPresence: false, lastSeenAt: null };
const PROFILES_CACHED = 50_000;
/** How long a setting that was changed in another process may go unnoticed in this one. */
const PROFILES_CACHED_MS = 10_000;

/** People: what they are called, what they chose, what they may do, and what others may see of them. */
export class UserService {
  readonly #users: UserRepository;
  readonly #sessions: SessionService;
  readonly #publisher: Publisher;
  readonly #demo: Demo | undefined;
  /** Presence asks at every coming and going, which is not to be a query each. */
  readonly #profiles = new LRUCache<string, PresenceProfile>({
    max: PROFILES_CACHED,
    ttl: PROFILES_CACHED_MS,
  });
  #changes = 0;

  constructor(parts: {
    users: UserRepository;
    sessions: SessionService;
    publisher: Publisher;
    demo: Demo | undefined;
  }) {
    this.#users = parts.users;
    this.#sessions = parts.sessions;
    this.#publisher = parts.publisher;
    this.#demo = parts.demo;
  }

  /** @throws AppError `user_not_found`. */
  async getUser(id: string): Promise<User> {
    return found(await this.#users.findUser(id));
  }

  /** Changes what `patch` names; whoever begins to hide their presence is gone for their watchers at once. */
  async updateUser(id: string, patch: UserPatch): Promise<User> {
    const user = found(await this.#users.updateUser(id, patch));
    this.#changes += 1;
    this.#profiles.delete(id);
    if (patch.settings?.showPresence !== undefined) this.#publisher.refreshPresence(id);
    return user;
  }

  /**
   * Lets a person do nothing any more: all their sessions end in the same transaction, and none can be opened.
   * @throws AppError `user_not_found`.
   */
  async suspend(id: string): Promise<void> {
    const change = await this.#users.suspendUser(id, new Date());
    if (!change) throw new AppError('user_not_found');
    this.#sessions.closeSessions(change.endedSessionIds, 'revoked');
  }

  /**
   * Takes `suspend` back: the person may sign in again.
   * @throws AppError `user_not_found`.
   */
  async unsuspend(id: string): Promise<void> {
    found(await this.#users.unsuspendUser(id));
  }

  /**
   * Gives a person these roles and no others. Where that is a change all their sessions end in the same transaction, so
   * that nothing goes on under the former roles.
   * @throws AppError `user_not_found`.
   */
  async setRoles(id: string, roles: readonly Role[]): Promise<User> {
    const change = await this.#users.updateRoles(id, [...new Set(roles)], new Date());
    if (!change) return this.getUser(id);
    this.#sessions.closeSessions(change.endedSessionIds, 'revoked');
    return change.user;
  }

  /**
   * The people of the demo, with the one password of all.
   * @throws AppError `not_found` outside the demo.
   */
  async listDemoPeople(): Promise<{ people: DemoPerson[]; password: string }> {
    if (!this.#demo) throw new AppError('not_found');
    const users = await this.#users.listUsersOfDomain(this.#demo.domain);
    const people = users.map(({ settings: _private, ...person }) => person);
    return { people, password: this.#demo.password };
  }

  /**
   * Makes or changes a person of the host marketplace. All sessions of one who is suspended, or gets other roles, end
   * in the same transaction.
   * `applied` is false when this or a newer version had been here.
   */
  async upsertHostUser(
    key: ExternalKey,
    input: HostUserInput,
  ): Promise<{ user: HostUser; applied: boolean }> {
    const change = await this.#users.upsertHostUser(newId(), key, input, new Date());
    if (!change) return { user: found(await this.#users.findHostUser(key)), applied: false };
    this.#sessions.closeSessions(change.endedSessionIds, 'revoked');
    return { user: change.user, applied: true };
  }

  /** Ends all sessions of the host marketplace's person. @throws AppError `user_not_found` */
  async endHostUserSessions(key: ExternalKey): Promise<void> {
    const { id } = found(await this.#users.findHostUser(key));
    await this.#sessions.endSessionsOf(id, 'ended_by_host');
  }

  /** Our id of the host marketplace's person. @throws AppError `user_not_found`, also for one without the role */
  async getHostUserId(key: ExternalKey, role: Side): Promise<string> {
    const user = await this.#users.findHostUser(key);
    if (!user?.roles.includes(role))
      throw new AppError('user_not_found', { externalId: key.externalId, role });
    return user.id;
  }

  /** What a person shows of their comings and goings; somebody unknown shows nothing. */
  async getPresenceProfile(userId: string): Promise<PresenceProfile> {
    const known = this.#profiles.get(userId);
    if (known) return known;
    const changesBefore = this.#changes;
    const profile = (await this.#users.findPresenceProfile(userId)) ?? SHOWS_NOTHING;
    // Somebody's may have changed while this one was on the way.
    if (this.#changes !== changesBefore) return this.getPresenceProfile(userId);
    this.#profiles.set(userId, profile);
    return profile;
  }

  /** Remembers when people were last here. */
  async recordLastSeen(seen: readonly { userId: string; at: Date }[]): Promise<void> {
    await this.#users.updateLastSeen(seen);
    this.#changes += 1;
    for (const { userId, at } of seen) {
      const known = this.#profiles.get(userId);
      if (known) this.#profiles.set(userId, { ...known, lastSeenAt: at.toISOString() });
    }
  }
}

function found<U>(user: U | null | undefined): U {
  if (!user) throw new AppError('user_not_found');
  return user;
}
