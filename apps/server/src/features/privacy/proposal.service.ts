import { AppError, type ExportFile, type Hold, type Proposal, type ProposalKind } from '@duet/contract';
import type { AdminActor } from '../../platform/actor.ts';
import { newId } from '../../platform/ids.ts';
import { addressOf } from '../../platform/objects/file-address.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { UserService } from '../users/user.service.ts';
import { exportKeyOf } from './export-key.ts';
import type { ProposalRepository } from './proposal.repository.ts';

/**
 * What administrators want done with all that there is of a person takes two of them: one proposes, another one decides.
 * What is approved is carried out by `PrivacyWork`.
 */
export class ProposalService {
  readonly #repository: ProposalRepository;
  readonly #users: UserService;
  readonly #audit: AuditService;
  readonly #store: Pick<ObjectStore, 'urlOf'>;

  constructor(parts: {
    repository: ProposalRepository;
    users: UserService;
    audit: AuditService;
    store: Pick<ObjectStore, 'urlOf'>;
  }) {
    this.#repository = parts.repository;
    this.#users = parts.users;
    this.#audit = parts.audit;
    this.#store = parts.store;
  }

  /** @throws AppError `user_not_found`; `conflict_of_interest` for oneself */
  async propose(
    actor: AdminActor,
    personId: string,
    { kind, caseId, reason }: { kind: ProposalKind; caseId: string; reason: string },
  ): Promise<Proposal> {
    await this.#users.getUser(personId);
    const id = newId();
    const entry = {
      actor,
      action: 'person.propose',
      subjectId: personId,
      caseId,
      details: { proposalId: id, kind },
      text: reason,
    } as const;
    if (personId === actor.userId) {
      await this.#audit.record({ ...entry, outcome: 'refused' });
      throw new AppError('conflict_of_interest');
    }
    await this.#audit.record(entry);
    await this.#repository.insertProposal(id, { kind, personId, caseId, by: actor.userId });
    return this.#get(id);
  }

  /** The latest, the newest first. */
  async list(actor: AdminActor): Promise<Proposal[]> {
    await this.#audit.record({ actor, action: 'privacy.list', details: { of: 'proposals' } });
    return this.#repository.listProposals();
  }

  /**
   * Approves or refuses what somebody else has proposed.
   * @throws AppError `proposal_not_found`, `proposal_decided`; `conflict_of_interest` for what is one's own, or about oneself
   */
  async decide(
    actor: AdminActor,
    id: string,
    { approve, reason }: { approve: boolean; reason: string },
  ): Promise<Proposal> {
    const { proposedBy, person, caseId, kind } = await this.#get(id);
    const entry = {
      actor,
      action: approve ? 'person.approve' : 'person.refuse',
      subjectId: person.id,
      caseId,
      details: { proposalId: id, kind },
      text: reason,
    } as const;
    if ([proposedBy.id, person.id].includes(actor.userId)) {
      await this.#audit.record({ ...entry, outcome: 'refused' });
      throw new AppError('conflict_of_interest');
    }
    await this.#audit.record(entry);
    if (!(await this.#repository.decideProposal(id, actor.userId, approve ? 'approved' : 'refused')))
      throw new AppError('proposal_decided');
    return this.#get(id);
  }

  /** Where the files of an export can be had, for five minutes. @throws AppError `proposal_not_found` */
  async listFiles(actor: AdminActor, id: string): Promise<ExportFile[]> {
    const { person, caseId, filesUntil, files } = await this.#get(id);
    const details = { proposalId: id };
    await this.#audit.record({ actor, action: 'person.export_read', subjectId: person.id, caseId, details });
    if (filesUntil === null) return [];
    return Array.from({ length: files }, (_none, index) =>
      addressOf(this.#store, exportKeyOf(id, index + 1)),
    );
  }

  /** Keeps all that concerns a person from being erased. @throws AppError `user_not_found` */
  async hold(
    actor: AdminActor,
    personId: string,
    { caseId, reason }: { caseId: string; reason: string },
  ): Promise<Hold> {
    await this.#users.getUser(personId);
    const id = newId();
    await this.#audit.record({
      actor,
      action: 'person.hold',
      subjectId: personId,
      caseId,
      details: { holdId: id },
      text: reason,
    });
    await this.#repository.insertHold(id, personId, caseId);
    return this.#getHold(id);
  }

  /** The holds that last. */
  async listHolds(actor: AdminActor): Promise<Hold[]> {
    await this.#audit.record({ actor, action: 'privacy.list', details: { of: 'holds' } });
    return this.#repository.listHolds();
  }

  /** Ends a hold, or finds that it has ended. @throws AppError `hold_not_found` */
  async liftHold(actor: AdminActor, id: string, reason: string): Promise<Hold> {
    const { person, caseId } = await this.#getHold(id);
    await this.#audit.record({
      actor,
      action: 'person.lift_hold',
      subjectId: person.id,
      caseId,
      details: { holdId: id },
      text: reason,
    });
    await this.#repository.liftHold(id);
    return this.#getHold(id);
  }

  async #get(id: string): Promise<Proposal> {
    const proposal = await this.#repository.findProposal(id);
    if (!proposal) throw new AppError('proposal_not_found');
    return proposal;
  }

  async #getHold(id: string): Promise<Hold> {
    const hold = await this.#repository.findHold(id);
    if (!hold) throw new AppError('hold_not_found');
    return hold;
  }
}
