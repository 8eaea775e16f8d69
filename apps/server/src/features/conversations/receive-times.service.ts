import type { Histogram } from 'prom-client';
import type { ReceiveTimesRepository } from './receive-times.repository.ts';

/** One message a second tells how it goes, and costs nothing. */
const APART_MS = 1_000;

/** How long messages take to devices that are there, by the database's clock: of a sample. */
export class ReceiveTimesService {
  readonly #repository: ReceiveTimesRepository;
  readonly #seconds: Pick<Histogram, 'observe'>;
  #next = 0;

  constructor(repository: ReceiveTimesRepository, seconds: Pick<Histogram, 'observe'>) {
    this.#repository = repository;
    this.#seconds = seconds;
  }

  /** A device that is connected since `connectedAt` has told, `at` a moment, that it has a message. */
  async note(
    { conversationId, seq }: { conversationId: string; seq: number },
    at: string,
    connectedAt: number,
  ): Promise<void> {
    if (Date.now() < this.#next) return;
    this.#next = Date.now() + APART_MS;
    const sentAt = Date.parse((await this.#repository.findSentAt(conversationId, seq)) ?? '');
    // What was sent while a device was away says nothing of how fast we are.
    if (connectedAt <= sentAt) this.#seconds.observe((Date.parse(at) - sentAt) / 1_000);
  }
}
