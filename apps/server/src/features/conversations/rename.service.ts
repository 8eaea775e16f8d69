import type { Announcements } from '../../realtime/announcements.ts';
import type { Publisher } from '../../realtime/publisher.ts';
import type { ConversationRepository } from './conversation.repository.ts';
import type { ConversationService } from './conversation.service.ts';

/** How long one look may go on: other work waits for it. */
const LOOK_MS = 200;

/**
 * Lets others see new names: whoever has a conversation with somebody who is called otherwise now gets its view anew,
 * at once where they are connected and by sync where they are not.
 */
export class RenameService {
  readonly #repository: ConversationRepository;
  readonly #conversations: ConversationService;
  readonly #announcements: Announcements;
  readonly #publisher: Publisher;

  constructor(parts: {
    repository: ConversationRepository;
    conversations: ConversationService;
    announcements: Announcements;
    publisher: Publisher;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#announcements = parts.announcements;
    this.#publisher = parts.publisher;
  }

  /** Spreads new names, `limit` conversations at a time, until there are none to spread or this look was long enough. */
  async look(limit: number): Promise<void> {
    const end = performance.now() + LOOK_MS;
    for (let progressed = true; progressed && performance.now() < end;) {
      const spread = await this.#repository.spreadRename(limit);
      progressed = spread.progressed;
      const connected = new Set(this.#publisher.connectedUserIds());
      for (const id of spread.conversationIds) {
        await this.#announcements.tell(id, [spread.tx], () => this.#announce(id, spread.tx, connected));
      }
    }
  }

  async #announce(conversationId: string, tx: string, connected: ReadonlySet<string>): Promise<void> {
    const { customerId, artistId } = await this.#conversations.getMembers(conversationId);
    if (!connected.has(customerId) && !connected.has(artistId)) return;
    await this.#conversations.publishChanged(conversationId, [tx]);
  }
}
