import type { Counter } from 'prom-client';
import type { Announcements } from '../../realtime/announcements.ts';
import type { Publisher } from '../../realtime/publisher.ts';
import type { ConversationService } from '../conversations/conversation.service.ts';
import type { MessageAnnouncer } from '../messages/message-announcer.ts';
import type { FoundCommit, SyncRepository } from './sync.repository.ts';

/**
 * Follows the log of commits for the people connected here, and announces what nobody has announced: its process died
 * between commit and publishing, or a bus lost it. Whatever is found gets until the next look to be announced in the
 * usual way, so that a change is told of after two looks at most, and not twice.
 */
export class CommitTailService {
  readonly #repository: SyncRepository;
  readonly #conversations: ConversationService;
  readonly #messages: MessageAnnouncer;
  readonly #announcements: Announcements;
  readonly #publisher: Publisher;
  readonly #missed: Pick<Counter, 'inc'>;
  #since: string | undefined;
  /** Found by a look, and not announced by then; oldest first. */
  #suspects: readonly FoundCommit[] = [];

  constructor(parts: {
    repository: SyncRepository;
    conversations: ConversationService;
    messages: MessageAnnouncer;
    announcements: Announcements;
    publisher: Publisher;
    missed: Pick<Counter, 'inc'>;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#messages = parts.messages;
    this.#announcements = parts.announcements;
    this.#publisher = parts.publisher;
    this.#missed = parts.missed;
  }

  /** One look. Nothing is lost by one that fails: the next one goes back to where the last good one was. */
  async look(): Promise<void> {
    const missed = this.#untold(this.#suspects);
    const connected = new Set(this.#publisher.connectedUserIds());
    for (const [conversationId, commits] of Map.groupBy(missed, (commit) => commit.conversationId)) {
      const txs = commits.map(({ tx }) => tx);
      await this.#announcements.tell(conversationId, txs, () =>
        this.#announce(conversationId, txs, connected),
      );
    }
    this.#since ??= await this.#repository.getSnapshot();
    const { snapshot, commits } = await this.#repository.listCommits(this.#since);
    this.#since = snapshot;
    this.#suspects = this.#untold([...missed, ...commits]);
  }

  /** The view says what changed by receipts, archiving or a booking; the messages say the rest. */
  async #announce(
    conversationId: string,
    txs: readonly string[],
    connected: ReadonlySet<string>,
  ): Promise<void> {
    const { customerId, artistId } = await this.#conversations.getMembers(conversationId);
    if (!connected.has(customerId) && !connected.has(artistId)) return;
    await this.#conversations.publishChanged(conversationId, txs);
    await this.#messages.publishChanged(conversationId, txs);
    this.#missed.inc(txs.length);
  }

  #untold(commits: readonly FoundCommit[]): FoundCommit[] {
    return commits.filter(({ conversationId, tx }) => !this.#announcements.isTold(conversationId, tx));
  }
}
