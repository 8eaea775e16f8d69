import { AppError } from '@duet/contract';
import { GroupCommit, isHeld, isUnavailable, settle, type Line } from './group-commit.ts';
import type { WriteRepository } from './write.repository.ts';
import type { Appended, NewMessage, Watermark, WatermarkAdvance, Write } from './write.ts';

/** Delays between tries of a held conversation, in milliseconds; together about a second. */
const HELD_RETRIES = [2, 4, 8, 16, 32, 64, ...Array.from({ length: 14 }, () => 64)];
/** What one conversation may have waiting, and all of them together. */
const MAX_PER_CONVERSATION = 1_000;
const MAX_IN_ALL = 10_000;

type Result = PromiseSettledResult<{ outcome: string }>;
type Work = () => Promise<{ outcome: string }>;
type Unheld<T> = Exclude<T, { outcome: 'held' }>;

/** What waits for its turn: a write, which may go with others, or work that goes alone. */
interface Entry {
  readonly job: Write | Work;
  settle(result: Result): void;
}

/** A message that has no answer yet. */
interface Unanswered {
  readonly message: NewMessage;
  readonly answer: Promise<Unheld<Appended>>;
}

/**
 * Writes to conversations: in order of arrival in each, conversations beside one another. Messages and watermarks of
 * many conversations share a commit (`GroupCommit`); whatever else locks a conversation runs alone when its turn comes.
 *
 * A conversation whose lock somebody else has is tried again, with all that came after it waiting behind, so that order
 * holds; after a second they are all answered `conversation_busy`, in order. It delays no other.
 */
export class ConversationQueue {
  readonly #repository: Pick<WriteRepository, 'append' | 'write' | 'writeAll'>;
  readonly #commits: GroupCommit;
  readonly #lines = new Map<string, Entry[]>();
  readonly #unanswered = new Map<string, Unanswered>();
  #size = 0;

  constructor(repository: Pick<WriteRepository, 'append' | 'write' | 'writeAll'>) {
    this.#repository = repository;
    this.#commits = new GroupCommit(repository);
  }

  /** How much waits or is under way. */
  get size(): number {
    return this.#size;
  }

  /**
   * Stores a message. One that is sent again before the first has its answer gets that answer, as a repeat.
   * @throws AppError as `run` does
   */
  append(message: NewMessage): Promise<Unheld<Appended>> {
    const { conversationId, senderId, clientMessageId, digest, metadata, copies } = message;
    const alone = () => this.run(conversationId, () => this.#repository.append(message));
    // The marketplace's own messages, those with a caution and copies are few, and carry more than others.
    if (message.type === 'system' || !digest || metadata || copies) return alone();
    const key = `${conversationId} ${senderId} ${clientMessageId}`;
    const first = this.#unanswered.get(key);
    if (first) return first.message.digest?.equals(digest) ? answerRepeat(first) : alone();
    const answer = this.#enter<Unheld<Appended>>(conversationId, { message }, () =>
      this.#unanswered.delete(key),
    );
    this.#unanswered.set(key, { message, answer });
    return answer;
  }

  /** Raises one side's watermark; nothing ever falls. @throws AppError as `run` does */
  advance(watermark: Watermark): Promise<Unheld<WatermarkAdvance>> {
    return this.#enter(watermark.conversationId, { watermark });
  }

  /**
   * Runs `work` when its turn comes, with nothing else of that conversation beside it, and answers what it answers,
   * never `held`.
   * @throws AppError `busy` when too much is waiting, `conversation_busy` when the conversation stays held,
   * and what `work` throws. A database that is away is told to everything waiting behind, at once.
   */
  run<T extends { outcome: string }>(conversationId: string, work: () => Promise<T>): Promise<Unheld<T>> {
    return this.#enter(conversationId, work);
  }

  #enter<T>(conversationId: string, job: Write | Work, onEnd?: () => void): Promise<T> {
    const waiting = this.#lines.get(conversationId);
    if (this.#size >= MAX_IN_ALL || (waiting && waiting.length >= MAX_PER_CONVERSATION)) {
      onEnd?.();
      return Promise.reject(new AppError('busy', { retryAfterMs: 1_000 }));
    }
    this.#size += 1;
    return new Promise((resolve, reject) => {
      const entry: Entry = {
        job,
        settle: (result) => {
          this.#size -= 1;
          onEnd?.();
          if (result.status === 'fulfilled') resolve(result.value as T);
          else reject(result.reason as Error);
        },
      };
      if (waiting) {
        waiting.push(entry);
        if (!isWatermark(entry)) this.#commits.hurry();
      } else {
        const entries = [entry];
        this.#lines.set(conversationId, entries);
        this.#next(conversationId, entries, 0);
      }
    });
  }

  /** Gives the first of a line its turn; it was held `tries` times. */
  #next(conversationId: string, entries: Entry[], tries: number): void {
    const [first] = entries;
    const end = (results: readonly Result[]): void => this.#end(conversationId, entries, tries, results);
    if (!first) {
      this.#lines.delete(conversationId);
    } else if (typeof first.job === 'function') {
      void settle(first.job).then((result) => end([result]));
    } else {
      // One that was held is asked for by its first write alone.
      const head: Line['head'] = (max) => takeHead(entries, tries > 0 ? 1 : max);
      const isPatient: Line['isPatient'] = () => tries === 0 && entries.every(isWatermark);
      this.#commits.add({ conversationId, isPatient, head, end });
    }
  }

  /** The first of a line have ended, the last of them perhaps `held`. */
  #end(conversationId: string, entries: Entry[], tries: number, results: readonly Result[]): void {
    for (const result of results) {
      if (isHeld(result)) {
        const delay = HELD_RETRIES[tries];
        if (delay !== undefined) {
          setTimeout(() => this.#next(conversationId, entries, tries + 1), delay);
          return;
        }
        const busy = new AppError('conversation_busy', { retryAfterMs: 1_000 });
        settleAll(entries, { status: 'rejected', reason: busy });
        break;
      }
      entries.shift()?.settle(result);
      tries = 0;
      if (isUnavailable(result)) settleAll(entries, result);
    }
    this.#next(conversationId, entries, 0);
  }
}

function isWatermark({ job }: Entry): boolean {
  return typeof job === 'object' && 'watermark' in job;
}

/** The first of a line that may share a commit: a watermark, or messages, of which one at most has images to claim. */
function takeHead(entries: readonly Entry[], max: number): Write[] {
  const writes: Write[] = [];
  for (const { job } of entries) {
    if (writes.length === max || typeof job === 'function') break;
    if ('watermark' in job) return writes.length === 0 ? [job] : writes;
    writes.push(job);
    if (job.message.images.length > 0) break;
  }
  return writes;
}

function settleAll(entries: Entry[], result: Result): void {
  for (const entry of entries.splice(0)) entry.settle(result);
}

async function answerRepeat({ message, answer }: Unanswered): Promise<Unheld<Appended>> {
  const first = await answer;
  return first.outcome === 'created' ? { outcome: 'repeat', messageId: message.id } : first;
}
