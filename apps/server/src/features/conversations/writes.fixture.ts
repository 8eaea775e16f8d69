import { randomUUID } from 'node:crypto';
import type { WriteRepository } from './write.repository.ts';
import type { Appended, NewMessage, Write, Written } from './write.ts';

/** A person's message on its way into a conversation. */
export function newMessage(fields: Partial<NewMessage> = {}): NewMessage {
  return {
    id: randomUUID(),
    conversationId: 'a',
    clientMessageId: randomUUID(),
    senderId: 'alice',
    senderRole: 'customer',
    type: 'text',
    content: 'hello',
    maskedContent: null,
    images: [],
    bookingId: null,
    bookingVersion: null,
    replyToId: null,
    metadata: null,
    copies: null,
    digest: Buffer.from('digest'),
    ...fields,
  };
}

/** How one commit of a fake repository ends: what each write becomes, or why all of it failed. */
export type Answer = (write: Write) => Written;

/** Writes to nothing: keeps what each commit was asked for, and answers when told to. */
export class FakeWrites implements Pick<WriteRepository, 'append' | 'write' | 'writeAll'> {
  /** The texts (and watermarks, as numbers) of each commit, in order; the lines of one after another. */
  readonly commits: (string | number)[][] = [];
  /** Every write is done by default, at once. */
  answer: Answer = done;
  /** What a commit waits for. */
  until: Promise<void> = Promise.resolve();

  append(message: NewMessage) {
    return this.#commit([[{ message }]], (written) => written[0]![0] as Appended);
  }

  write(write: Write) {
    return this.#commit([[write]], (written) => written[0]![0]!);
  }

  writeAll(lines: readonly (readonly Write[])[]) {
    return this.#commit(lines, (written) => written);
  }

  async #commit<T>(lines: readonly (readonly Write[])[], pick: (written: Written[][]) => T): Promise<T> {
    this.commits.push(
      lines.flat().map((write) => ('message' in write ? write.message.content! : write.watermark.upToSeq)),
    );
    await this.until;
    return pick(lines.map((line) => line.map((write) => this.answer(write))));
  }
}

export function done(write: Write): Written {
  return 'message' in write
    ? { outcome: 'created', tx: '1', parts: 1, seq: 1, sentAt: '', viewChanged: false }
    : { outcome: 'unchanged', readSeq: 0, unreadCount: 0, version: 1, lastSeq: 0 };
}
