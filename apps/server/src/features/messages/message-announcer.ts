import type { Message } from '@duet/contract';
import type { Counter } from 'prom-client';
import type { Announcements, CommitPart } from '../../realtime/announcements.ts';
import type { Publisher } from '../../realtime/publisher.ts';
import type { ConversationService } from '../conversations/conversation.service.ts';
import type { MessageRepository } from './message.repository.ts';

/** A message that was committed, on its way to both people. */
export interface CommittedMessage extends CommitPart {
  message: Message;
  customerId: string;
  artistId: string;
  /** The conversation appears for a side that did not see it, or looks different by more than this message. */
  viewChanged: boolean;
  /** Its transaction may have shown what was masked in others. */
  reveals?: boolean;
}

/** Tells both people of messages that were committed: each as they may see it, and each commit once. */
export class MessageAnnouncer {
  readonly #repository: MessageRepository;
  readonly #conversations: ConversationService;
  readonly #publisher: Publisher;
  readonly #announcements: Announcements;
  readonly #stored: Pick<Counter<'role'>, 'inc'>;

  constructor(parts: {
    repository: MessageRepository;
    conversations: ConversationService;
    publisher: Publisher;
    announcements: Announcements;
    stored: Pick<Counter<'role'>, 'inc'>;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#publisher = parts.publisher;
    this.#announcements = parts.announcements;
    this.#stored = parts.stored;
  }

  /** Tells both people of a message this process committed, on every device but the one that has the answer. */
  async publishCommitted(committed: CommittedMessage, exceptSocketId?: string): Promise<void> {
    const { message, customerId, artistId, tx } = committed;
    const { conversationId, senderRole, senderId } = message;
    const both = [customerId, artistId];
    this.#stored.inc({ role: senderRole });
    await this.#announcements.tellPart(conversationId, committed, async () => {
      // A side that did not see the conversation gets it before its first message.
      if (committed.viewChanged) await this.#conversations.publishUpdated(conversationId);
      const origin = exceptSocketId === undefined ? {} : { exceptSocketId };
      if (message.masked) {
        const peerId = both.find((id) => id !== senderId)!;
        const peers = await this.#repository.findMessage(message.id, peerId);
        this.#publishNew([senderId], message, origin);
        if (peers) this.#publishNew([peerId], peers);
      } else {
        this.#publishNew(both, message, origin);
      }
      if (committed.reveals) await this.#publishRevised(conversationId, tx, both);
    });
  }

  /** Tells both people of the messages that these transactions stored, edited or unsent, as they stand now. */
  async publishChanged(conversationId: string, txs: readonly string[]): Promise<void> {
    const { customerId, artistId } = await this.#conversations.getMembers(conversationId);
    for (const userId of [customerId, artistId]) {
      for (const message of await this.#repository.listChanged(conversationId, txs, userId)) {
        if (message.revision === 0) this.#publishNew([userId], message);
        else this.#publisher.publish(userId, 'message:updated', { message });
      }
    }
  }

  /** Tells people of the messages that a transaction made others. */
  async #publishRevised(conversationId: string, tx: string, userIds: readonly string[]): Promise<void> {
    for (const userId of userIds) {
      const changed = await this.#repository.listChanged(conversationId, [tx], userId);
      for (const message of changed) {
        if (message.revision > 0) this.#publisher.publish(userId, 'message:updated', { message });
      }
    }
  }

  /** To people who see it alike: both, unless it is masked for one. */
  #publishNew(userIds: readonly string[], message: Message, origin: { exceptSocketId?: string } = {}): void {
    const { conversationId, seq, sentAt } = message;
    const conversation = { id: conversationId, lastSeq: seq, lastMessageAt: sentAt };
    this.#publisher.publish(userIds, 'message:new', { message, conversation }, origin);
  }

  /** Tells both people of an edit or unsend that this process committed: `message` as its sender sees it. */
  async publishRevision(
    message: Message,
    tx: string,
    peerId: string,
    origin: { exceptSocketId?: string },
  ): Promise<void> {
    const { id, conversationId, senderId } = message;
    await this.#announcements.tell(conversationId, [tx], async () => {
      const peers = await this.#repository.findMessage(id, peerId);
      this.#publisher.publish(senderId, 'message:updated', { message }, origin);
      if (peers) this.#publisher.publish(peerId, 'message:updated', { message: peers });
    });
  }
}
