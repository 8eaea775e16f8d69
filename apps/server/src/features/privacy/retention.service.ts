import { NIL } from 'uuid';
import type { AuditService } from '../audit/audit.service.ts';
import type { PackWork } from '../packs/pack-work.service.ts';
import { JOB } from './job-actor.ts';
import type { PersonDataRepository } from './person-data.repository.ts';

const MESSAGES_AT_ONCE = 200;
const DAY_MS = 86_400_000;

/**
 * Messages are kept for so many days. Round and round, all conversations are asked whether their oldest message that is left
 * is older; a legal hold on either person keeps them.
 */
export class RetentionService {
  readonly #data: PersonDataRepository;
  readonly #audit: AuditService;
  readonly #packs: Pick<PackWork, 'dropFilesOf'>;
  readonly #days: number;
  #afterId: string = NIL;

  constructor(parts: {
    data: PersonDataRepository;
    audit: AuditService;
    packs: Pick<PackWork, 'dropFilesOf'>;
    days: number;
  }) {
    this.#data = parts.data;
    this.#audit = parts.audit;
    this.#packs = parts.packs;
    this.#days = parts.days;
  }

  /** Looks at up to `limit` conversations, and erases in them what is old enough. */
  async look(limit: number): Promise<void> {
    const before = new Date(Date.now() - this.#days * DAY_MS);
    const conversations = await this.#data.listOld(this.#afterId, before, limit);
    for (const { id, due } of conversations) if (due) await this.#expire(id, before);
    this.#afterId = conversations.length < limit ? NIL : conversations.at(-1)!.id;
  }

  async #expire(conversationId: string, before: Date): Promise<void> {
    await this.#audit.record({
      actor: JOB,
      action: 'conversation.expire',
      conversationId,
      details: { before: before.toISOString() },
    });
    let gone: number | 'held';
    // One that is held has its turn in the next round.
    do gone = await this.#data.expireMessages(conversationId, before, MESSAGES_AT_ONCE);
    while (gone === MESSAGES_AT_ONCE);
    await this.#packs.dropFilesOf(conversationId);
  }
}
