import { readFile } from 'node:fs/promises';
import type { OverseenMessage, Pack } from '@duet/contract';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { archive, linesFile, type TarFile } from '../../platform/tar.ts';
import type { OversightService } from '../admin/oversight.service.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { objectKeyOf } from '../images/image.mapper.ts';
import { packKeyOf } from './pack-key.ts';
import { packPage } from './pack-page.ts';
import { sha256, type PackSigner } from './pack-signature.ts';
import type { PackRepository } from './pack.repository.ts';

const MESSAGES_AT_ONCE = 200;
const VERIFIER = new URL('verify.mjs', import.meta.url);

/** Makes dispute packs, one at a time. One whose process died is made anew, by whoever has the time. */
export class PackWork {
  readonly #repository: PackRepository;
  readonly #oversight: OversightService;
  readonly #audit: AuditService;
  readonly #store: ObjectStore;
  readonly #signer: PackSigner;

  constructor(parts: {
    repository: PackRepository;
    oversight: OversightService;
    audit: AuditService;
    store: ObjectStore;
    signer: PackSigner;
  }) {
    this.#repository = parts.repository;
    this.#oversight = parts.oversight;
    this.#audit = parts.audit;
    this.#store = parts.store;
    this.#signer = parts.signer;
  }

  /** Makes one pack; answers how many there were: one, or none. */
  async look(): Promise<number> {
    const pack = await this.#repository.takePack();
    if (!pack) return 0;
    const messages = await this.#readMessages(pack);
    const files = await this.#toFiles(pack, messages);
    await this.#store.put(packKeyOf(pack.id), await archive(files, new Date(pack.createdAt)));
    await this.#repository.finishPack(pack.id);
    return 1;
  }

  /** Deletes the files of packs whose time is up; answers how many there were. */
  async dropFiles(limit: number): Promise<number> {
    const old = await this.#repository.listOld(limit);
    await this.#dropFiles(old);
    return old.length;
  }

  /** Deletes the files of packs of a conversation in which something was erased. */
  async dropFilesOf(conversationId: string): Promise<void> {
    await this.#dropFiles(await this.#repository.listKeptOf(conversationId));
  }

  async #dropFiles(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#store.delete(packKeyOf(id));
      await this.#repository.dropFile(id);
    }
  }

  /** Up to the message that was the last one when the pack was asked for. */
  async #readMessages({ id, conversationId, messages: count }: Pack): Promise<OverseenMessage[]> {
    const messages: OverseenMessage[] = [];
    while (messages.length < count) {
      const page = await this.#oversight.listMessages(conversationId, messages.length, MESSAGES_AT_ONCE);
      if (page.length === 0)
        throw new Error(`message ${messages.length + 1} of ${conversationId} is missing`);
      messages.push(...page.slice(0, count - messages.length));
      await this.#repository.keepProgress(id, messages.length);
    }
    return messages;
  }

  async #toFiles(pack: Pack, messages: readonly OverseenMessage[]): Promise<TarFile[]> {
    const { conversationId, caseId, madeBy, createdAt } = pack;
    const conversation = await this.#oversight.describe(conversationId);
    const head = { caseId, conversation, madeBy: madeBy.name, createdAt };
    const transitions = messages.flatMap(({ seq, sentAt, metadata }) =>
      metadata ? [{ seq, sentAt, ...metadata }] : [],
    );
    const files: TarFile[] = [
      linesFile('messages.jsonl', messages.map(withoutAddresses)),
      linesFile('bookings.jsonl', transitions),
      linesFile('receipts.jsonl', await this.#repository.listReceipts(conversationId)),
      linesFile('images.jsonl', await this.#hashImages(pack)),
      linesFile('audit.jsonl', await this.#audit.extract(conversationId)),
      { name: 'conversation.html', bytes: Buffer.from(packPage(head, messages)) },
      { name: 'verify.mjs', bytes: await readFile(VERIFIER) },
    ];
    const hashes = Object.fromEntries(files.map(({ name, bytes }) => [name, sha256(bytes)]));
    const manifest = { caseId, conversation, messages: messages.length, createdAt, files: hashes };
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    return [
      ...files,
      { name: 'manifest.json', bytes },
      { name: 'signature.txt', bytes: Buffer.from(this.#signer.sign(bytes)) },
      { name: 'public-key.pem', bytes: Buffer.from(this.#signer.publicKey) },
    ];
  }

  /** Of what was uploaded, as it was looked at then; and of what people were shown, as it is stored now. */
  async #hashImages({ conversationId, messages }: Pack): Promise<object[]> {
    const lines: object[] = [];
    for (const { id, seq, digest } of await this.#repository.listImages(conversationId, messages)) {
      const shown = await this.#store.get(objectKeyOf(id, 'large'));
      lines.push({ id, seq, uploaded: digest, shown: shown ? sha256(shown) : null });
    }
    return lines;
  }
}

/** Addresses of images are good for minutes, and a pack is for years. */
function withoutAddresses({ images, revisions, ...message }: OverseenMessage): object {
  const named = (list: OverseenMessage['images']) =>
    list.map(({ id, width, height }) => ({ id, width, height }));
  return {
    ...message,
    images: named(images),
    revisions: revisions.map((revision) => ({ ...revision, images: named(revision.images) })),
  };
}
