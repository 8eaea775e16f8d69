import type { Counter } from 'prom-client';
import type { Publisher } from '../../realtime/publisher.ts';
import type { MessageService } from '../messages/message.service.ts';
import type { SyncRepository } from './sync.repository.ts';

/**
 * Follows the log of commits for the people connected here, and announces what nobody has announced: its process died
 * between commit and publishing, or a bus lost it. Whatever is found gets until the next look to be announced in the
 * usual way, so that a message is told of after two looks at most, and not twice.
 */
export class CommitTailService {
  readonly #repository: SyncRepository;
  readonly #messages: MessageService;
  readonly #publisher: Publisher;
  readonly #missed: Pick<Counter, 'inc'>;
  #since: string | undefined;
  /** Found by the last look, and not announced by then; in order of seq. */
  #suspects: readonly string[] = [];

  constructor(parts: {
    repository: SyncRepository;
    messages: MessageService;
    publisher: Publisher;
    missed: Pick<Counter, 'inc'>;
  }) {
    this.#repository = parts.repository;
    this.#messages = parts.messages;
    this.#publisher = parts.publisher;
    this.#missed = parts.missed;
  }

  /** One look. Nothing is lost by one that fails: the next one goes back to where the last good one was. */
  async look(): Promise<void> {
    const missed = this.#suspects.filter((id) => !this.#messages.isPublished(id));
    for (const id of missed) {
      await this.#messages.publishMissed(id);
      this.#missed.inc();
    }
    this.#since ??= (await this.#repository.getMoment(null)).snapshot;
    const { snapshot, messageIds } = await this.#repository.listStored(
      this.#since,
      this.#publisher.connectedUserIds(),
    );
    this.#since = snapshot;
    this.#suspects = messageIds.filter((id) => !this.#messages.isPublished(id));
  }
}
