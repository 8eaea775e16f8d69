import { NIL, v4 as uuidv4 } from 'uuid';
import type { ConversationRepository } from './conversation.repository.ts';

/**
 * A conversation that is going on keeps its attention, so that its updates stay in place. What comes later than this is in
 * another hour, and writes its indexes anyway.
 */
const QUIET_MS = 3_600_000;

/** Takes the attention from conversations that have settled: round and round over all of them, a piece at a time. */
export class AttentionService {
  readonly #repository: ConversationRepository;
  /** Where the next piece begins; each process at a place of its own, so that together they are round sooner. */
  #after = uuidv4();

  constructor(repository: ConversationRepository) {
    this.#repository = repository;
  }

  /** Looks at the next conversations, `limit` at most. */
  async look(limit: number): Promise<void> {
    this.#after = (await this.#repository.settleAttention(this.#after, limit, QUIET_MS)) ?? NIL;
  }
}
