import { AppError, type Pack, type PackFile } from '@duet/contract';
import type { AdminActor } from '../../platform/actor.ts';
import { newId } from '../../platform/ids.ts';
import { addressOf } from '../../platform/objects/file-address.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import type { OversightService } from '../admin/oversight.service.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { packKeyOf } from './pack-key.ts';
import type { PackRepository } from './pack.repository.ts';

/** Dispute packs that administrators have made of conversations they have opened. `PackWork` makes them. */
export class PackService {
  readonly #repository: PackRepository;
  readonly #oversight: OversightService;
  readonly #audit: AuditService;
  readonly #store: Pick<ObjectStore, 'urlOf'>;

  constructor(parts: {
    repository: PackRepository;
    oversight: OversightService;
    audit: AuditService;
    store: Pick<ObjectStore, 'urlOf'>;
  }) {
    this.#repository = parts.repository;
    this.#oversight = parts.oversight;
    this.#audit = parts.audit;
    this.#store = parts.store;
  }

  /** Has a pack made of all that is in the conversation now. @throws AppError `opening_not_found` */
  async make(actor: AdminActor, openingId: string): Promise<Pack> {
    const { conversationId, caseId } = await this.#oversight.getOpening(actor, openingId);
    const id = newId();
    await this.#audit.record({
      actor,
      action: 'conversation.pack',
      conversationId,
      caseId,
      details: { openingId, packId: id },
    });
    await this.#repository.insertPack(id, actor.userId, conversationId, caseId);
    return this.#get(actor, id);
  }

  /** The actor's own, the newest first. It tells them nothing that they have not asked for before. */
  async list({ userId }: AdminActor): Promise<Pack[]> {
    return this.#repository.listPacks(userId);
  }

  /** Where the file can be had, for five minutes. @throws AppError `pack_not_found` */
  async getFile(actor: AdminActor, id: string): Promise<PackFile | null> {
    const { conversationId, caseId, fileUntil } = await this.#get(actor, id);
    const details = { packId: id };
    await this.#audit.record({ actor, action: 'conversation.pack_read', conversationId, caseId, details });
    if (fileUntil === null) return null;
    return addressOf(this.#store, packKeyOf(id));
  }

  async #get({ userId }: AdminActor, id: string): Promise<Pack> {
    const pack = await this.#repository.findPack(id, userId);
    if (!pack) throw new AppError('pack_not_found');
    return pack;
  }
}
