import type { Clock } from './clock.ts';
import type { KeptEntries } from './kept-entries.ts';
import type { OutgoingImage, SendEntry } from './queue-entry.ts';
import { QueueLanes, type QueueLane } from './queue-lane.ts';
import { isFinal } from './queue-refusal.ts';

/**
 * Uploads one picture of a message, and resolves with the id of the image that the server has made of it. Rejects with
 * `ApiError`.
 */
export type UploadFunction = (
  entry: SendEntry,
  image: OutgoingImage,
  options: { onProgress: (sent: number) => void; signal: AbortSignal },
) => Promise<string>;

/** Progress is shown in so many steps: each draws a bubble again. */
const STEPS = 20;

/**
 * Brings the pictures of what waits to the server, one at a time in each conversation, beside its line: what was written
 * after them waits for none. Where one is refused for good its message has failed, and says why.
 */
export class QueueUploads {
  readonly #entries: KeptEntries;
  readonly #lanes: QueueLanes;
  readonly #onSettled: (line: string) => void;
  /** By the key of the picture. */
  readonly #underWay = new Map<string, AbortController>();
  #upload: UploadFunction | undefined;

  /** `onSettled` is called when an upload has ended, however it has. */
  constructor(options: {
    entries: KeptEntries;
    clock: Clock;
    random: () => number;
    onSettled: (line: string) => void;
  }) {
    const { entries, clock, random, onSettled } = options;
    this.#entries = entries;
    this.#onSettled = onSettled;
    this.#lanes = new QueueLanes({ clock, random, onDue: onSettled });
    entries.subscribe(() => this.#abortAll((key) => !entries.findWithImage(key)));
  }

  /** Uploads by this function from now on; waits end early. */
  process(upload: UploadFunction | undefined): void {
    this.#upload = upload;
    this.#lanes.hurry();
  }

  pause(): void {
    this.#upload = undefined;
    this.#lanes.hurry();
    this.#abortAll();
  }

  /** Forgets what is under way: it was somebody's who is gone. */
  clear(): void {
    this.#lanes.clear();
  }

  advance(line: string): void {
    const entry = this.#entries.nextToUpload(line);
    const image = entry?.images.find(({ imageId }) => imageId === undefined);
    if (!this.#upload || !entry || !image) return;
    const lane = this.#lanes.of(line);
    if (lane.free) void this.#attempt(this.#upload, { line, lane, entry, image });
  }

  async #attempt(
    upload: UploadFunction,
    { line, lane, entry, image }: { line: string; lane: QueueLane; entry: SendEntry; image: OutgoingImage },
  ): Promise<void> {
    const abort = new AbortController();
    this.#underWay.set(image.key, abort);
    lane.busy = true;
    let shown = 0;
    const onProgress = (sent: number) => {
      const step = Math.floor(sent * STEPS) / STEPS;
      if (step > shown && !abort.signal.aborted) this.#change(image, { sent: (shown = step) });
    };
    const outcome = await upload(entry, image, { onProgress, signal: abort.signal }).then(
      (imageId) => ({ imageId }),
      (error: unknown) => ({ error }),
    );
    lane.busy = false;
    this.#underWay.delete(image.key);
    if (this.#lanes.of(line) !== lane) return;
    if (!abort.signal.aborted) this.#settle(lane, image, outcome);
    this.#onSettled(line);
  }

  #settle(lane: QueueLane, image: OutgoingImage, outcome: { imageId: string } | { error: unknown }): void {
    if ('imageId' in outcome) {
      lane.settled();
      return this.#change(image, { imageId: outcome.imageId, sent: undefined });
    }
    const { error } = outcome;
    if (isFinal(error, Infinity, 0)) {
      lane.settled();
      this.#change(image, { failure: error.toObject(), sent: undefined });
    } else {
      lane.failed(error);
      this.#change(image, { sent: undefined });
    }
  }

  #change(image: OutgoingImage, change: Partial<OutgoingImage>): void {
    const entry = this.#entries.findWithImage(image.key);
    if (!entry) return;
    const images = entry.images.map((one) => (one.key === image.key ? { ...one, ...change } : one));
    const next = { ...entry, images, failure: change.failure ?? entry.failure };
    // The message is sent when its images are written down: sent again after a kill, it has to name the same ones.
    if (change.imageId === undefined) this.#entries.replace(entry, next);
    else this.#entries.renew(entry, next);
  }

  #abortAll(which: (key: string) => boolean = () => true): void {
    for (const [key, abort] of this.#underWay) if (which(key)) abort.abort();
  }
}
