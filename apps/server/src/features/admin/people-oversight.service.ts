import {
  AppError,
  adminPermissions,
  type AuditAction,
  type OverseenPerson,
  type OverseenSession,
} from '@duet/contract';
import type { AdminActor } from '../../platform/actor.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { SecondFactorService } from '../users/second-factor.service.ts';
import type { SessionService } from '../users/session.service.ts';
import type { UserService } from '../users/user.service.ts';
import type { PeopleOversightRepository } from './people-oversight.repository.ts';

const MOST_FOUND = 50;
const MOST_SESSIONS = 50;

/** Why something is done to a person. */
interface Grounds {
  readonly reason: string;
  readonly caseId?: string | undefined;
}

/** Administrators look at people and their devices, and act on them. Everything is written down before it is done. */
export class PeopleOversightService {
  readonly #repository: PeopleOversightRepository;
  readonly #users: UserService;
  readonly #sessions: SessionService;
  readonly #secondFactors: SecondFactorService;
  readonly #audit: AuditService;

  constructor(parts: {
    repository: PeopleOversightRepository;
    users: UserService;
    sessions: SessionService;
    secondFactors: SecondFactorService;
    audit: AuditService;
  }) {
    this.#repository = parts.repository;
    this.#users = parts.users;
    this.#sessions = parts.sessions;
    this.#secondFactors = parts.secondFactors;
    this.#audit = parts.audit;
  }

  /** Whoever is found by words of their name, their e-mail address or an id. */
  async find(actor: AdminActor, search: string): Promise<{ people: OverseenPerson[]; hasMore: boolean }> {
    await this.#audit.record({ actor, action: 'person.find', text: search });
    const found = await this.#repository.searchPeople(search, MOST_FOUND + 1);
    return { people: found.slice(0, MOST_FOUND), hasMore: found.length > MOST_FOUND };
  }

  /** @throws AppError `user_not_found` */
  async look(
    actor: AdminActor,
    userId: string,
  ): Promise<{ person: OverseenPerson; sessions: OverseenSession[] }> {
    await this.#audit.record({ actor, action: 'person.look', subjectId: userId });
    const person = await this.#getPerson(userId);
    return { person, sessions: await this.#repository.listSessions(userId, MOST_SESSIONS) };
  }

  /**
   * Lets a person do nothing any more.
   * @throws AppError `user_not_found`; `conflict_of_interest` for oneself, and, but for an owner, for an administrator
   */
  async suspend(actor: AdminActor, userId: string, grounds: Grounds): Promise<OverseenPerson> {
    return this.#act(actor, userId, 'person.suspend', grounds, () => this.#users.suspend(userId));
  }

  /** Takes a suspension back. @throws what `suspend` throws */
  async readmit(actor: AdminActor, userId: string, grounds: Grounds): Promise<OverseenPerson> {
    return this.#act(actor, userId, 'person.readmit', grounds, () => this.#users.unsuspend(userId));
  }

  /** Ends all sessions of a person. @throws what `suspend` throws */
  async signOut(actor: AdminActor, userId: string, grounds: Grounds): Promise<OverseenPerson> {
    return this.#act(actor, userId, 'person.sign_out', grounds, () =>
      this.#sessions.endSessionsOf(userId, 'ended_by_admin'),
    );
  }

  /** Takes an administrator's second factor away, and ends their sessions. @throws what `suspend` throws */
  async resetSecondFactor(actor: AdminActor, userId: string, grounds: Grounds): Promise<OverseenPerson> {
    return this.#act(actor, userId, 'person.reset_second_factor', grounds, async () => {
      await this.#secondFactors.remove(userId);
      await this.#sessions.endSessionsOf(userId, 'ended_by_admin');
    });
  }

  async #act(
    actor: AdminActor,
    userId: string,
    action: AuditAction,
    { reason, caseId }: Grounds,
    act: () => Promise<void>,
  ): Promise<OverseenPerson> {
    const { roles } = await this.#getPerson(userId);
    const entry = { actor, action, subjectId: userId, caseId, text: reason };
    const isColleague = adminPermissions(roles).length > 0 && !actor.roles.includes('owner');
    if (userId === actor.userId || isColleague) {
      await this.#audit.record({ ...entry, outcome: 'refused' });
      throw new AppError('conflict_of_interest');
    }
    await this.#audit.record(entry);
    await act();
    return this.#getPerson(userId);
  }

  async #getPerson(userId: string): Promise<OverseenPerson> {
    const person = await this.#repository.findPerson(userId);
    if (!person) throw new AppError('user_not_found');
    return person;
  }
}
