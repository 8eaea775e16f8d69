import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { archive, linesFile, type TarFile } from '../../platform/tar.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { objectKeyOf } from '../images/image.mapper.ts';
import type { PackWork } from '../packs/pack-work.service.ts';
import type { SessionService } from '../users/session.service.ts';
import { exportKeyOf } from './export-key.ts';
import { JOB } from './job-actor.ts';
import type { ExportedMessage, PersonDataRepository } from './person-data.repository.ts';
import type { Progress, ProposalRepository, Work } from './proposal.repository.ts';

/** What is done in one piece of work: some tenths of a second, so that nothing waits for it. */
const CONVERSATIONS_AT_ONCE = 50;
const MESSAGES_AT_ONCE = 200;
const LINES_OF_A_FILE = 5_000;
const IMAGES_OF_A_FILE = 50;

/**
 * Carries out what two administrators have agreed on, piece by piece, on whatever server has the time. How far it has come is
 * kept after each piece, and a piece that is done twice does no harm.
 */
export class PrivacyWork {
  readonly #proposals: ProposalRepository;
  readonly #data: PersonDataRepository;
  readonly #sessions: Pick<SessionService, 'closeSessions'>;
  readonly #audit: AuditService;
  readonly #packs: Pick<PackWork, 'dropFilesOf'>;
  readonly #store: ObjectStore;

  constructor(parts: {
    proposals: ProposalRepository;
    data: PersonDataRepository;
    sessions: Pick<SessionService, 'closeSessions'>;
    audit: AuditService;
    packs: Pick<PackWork, 'dropFilesOf'>;
    store: ObjectStore;
  }) {
    this.#proposals = parts.proposals;
    this.#data = parts.data;
    this.#sessions = parts.sessions;
    this.#audit = parts.audit;
    this.#packs = parts.packs;
    this.#store = parts.store;
  }

  /** One piece of work; answers how many there were: one, or none. */
  async look(): Promise<number> {
    const work = await this.#proposals.takeWork();
    if (!work) return 0;
    await (work.kind === 'erasure' ? this.#erase(work) : this.#export(work));
    return 1;
  }

  /** Deletes the files of exports whose time is up; answers how many exports had any. */
  async dropFiles(): Promise<number> {
    return this.#dropFilesOf(null);
  }

  async #erase(work: Work): Promise<void> {
    const { id, personId } = work;
    if ((await this.#proposals.listHeld([personId])).size > 0) return;
    if (!work.begun) {
      await this.#writeDown(work, 'person.erase');
      this.#sessions.closeSessions(await this.#data.erasePerson(personId), 'revoked');
      await this.#dropFilesOf(personId);
    }
    const progress = { ...progressOf(work), begun: true };
    const conversations = await this.#data.listConversations(personId, work.afterId, CONVERSATIONS_AT_ONCE);
    const held = await this.#proposals.listHeld(conversations.map(({ peerId }) => peerId));
    for (const conversation of conversations) {
      if (held.has(conversation.peerId)) progress.skipped = true;
      // Somebody is just writing there: it goes on with this one another time.
      else if (!(await this.#eraseIn(conversation.id, personId))) {
        await this.#proposals.keepProgress(id, progress, false);
        return;
      }
      progress.afterId = conversation.id;
      progress.conversationsDone += 1;
    }
    if (conversations.length === CONVERSATIONS_AT_ONCE) {
      await this.#proposals.keepProgress(id, progress, true);
    } else if (progress.skipped) {
      // From the beginning, as often as it takes: what has been erased costs a look.
      const again = { ...progress, ...BEGINNING, skipped: false };
      await this.#proposals.keepProgress(id, again, false);
    } else {
      await this.#proposals.keepProgress(id, progress, false);
      await this.#proposals.finishProposal(id);
    }
  }

  /** false while the conversation is held. */
  async #eraseIn(conversationId: string, personId: string): Promise<boolean> {
    let erased: number | 'held';
    do erased = await this.#data.eraseMessages(conversationId, personId, MESSAGES_AT_ONCE);
    while (erased === MESSAGES_AT_ONCE);
    await this.#packs.dropFilesOf(conversationId);
    return erased !== 'held';
  }

  async #export(work: Work): Promise<void> {
    const { id, personId } = work;
    const progress = { ...progressOf(work), begun: true };
    const lines: object[] = [];
    const images: string[] = [];
    if (!work.begun) {
      await this.#writeDown(work, 'person.export');
      lines.push(...(await this.#data.exportPerson(personId)));
    }
    let isLast = false;
    while (lines.length < LINES_OF_A_FILE && images.length < IMAGES_OF_A_FILE && !isLast) {
      const [conversation] = await this.#data.listConversations(personId, progress.afterId, 1);
      if (!conversation) {
        isLast = true;
        break;
      }
      const { afterSeq } = progress;
      const found = await this.#data.exportMessages(conversation.id, personId, afterSeq, MESSAGES_AT_ONCE);
      const taken = untilFull(found, IMAGES_OF_A_FILE - images.length);
      lines.push(...taken.map(({ line }) => line));
      images.push(...taken.flatMap(({ line }) => line.images));
      if (taken.length < found.length || found.length === MESSAGES_AT_ONCE) {
        progress.afterSeq = taken.at(-1)!.seq;
      } else {
        progress.afterId = conversation.id;
        progress.afterSeq = 0;
        progress.conversationsDone += 1;
      }
    }
    if (lines.length > 0) {
      const files = [linesFile('data.jsonl', lines), ...(await this.#readImages(images))];
      progress.files += 1;
      await this.#store.put(exportKeyOf(id, progress.files), await archive(files, new Date()));
    }
    await this.#proposals.keepProgress(id, progress, !isLast);
    if (isLast) await this.#proposals.finishProposal(id);
  }

  /** As people were shown them; one that is gone is left out. */
  async #readImages(ids: readonly string[]): Promise<TarFile[]> {
    const files: TarFile[] = [];
    for (const id of ids) {
      const bytes = await this.#store.get(objectKeyOf(id, 'large'));
      if (bytes) files.push({ name: `images/${id}.webp`, bytes });
    }
    return files;
  }

  async #dropFilesOf(personId: string | null): Promise<number> {
    const exports = await this.#proposals.listExportsWithFiles(personId);
    for (const { id, files } of exports) {
      for (let file = 1; file <= files; file += 1) await this.#store.delete(exportKeyOf(id, file));
      await this.#proposals.dropFiles(id);
    }
    return exports.length;
  }

  #writeDown({ id, personId, caseId }: Work, action: 'person.erase' | 'person.export'): Promise<void> {
    return this.#audit.record({
      actor: JOB,
      action,
      subjectId: personId,
      caseId,
      details: { proposalId: id },
    });
  }
}

/** The first messages with so many images, or a few more: all of those of the last one. */
function untilFull(messages: readonly ExportedMessage[], mostImages: number): readonly ExportedMessage[] {
  let images = 0;
  const end = messages.findIndex(({ line }) => (images += line.images.length) >= mostImages);
  return end === -1 ? messages : messages.slice(0, end + 1);
}

/** Before the first conversation. */
const BEGINNING = { afterId: '00000000-0000-0000-0000-000000000000', afterSeq: 0, conversationsDone: 0 };

function progressOf(work: Work): { -readonly [K in keyof Progress]: Progress[K] } {
  const { begun, afterId, afterSeq, conversationsDone, skipped, files } = work;
  return { begun, afterId, afterSeq, conversationsDone, skipped, files };
}
