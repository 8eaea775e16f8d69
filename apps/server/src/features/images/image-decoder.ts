import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@duet/contract';
import { Gate } from '../../platform/gate.ts';
import type { DecodedImage, ImageRefusal } from './decode-image.ts';

const PROGRAM = join(import.meta.dirname, 'decoder-process.ts');
/** For what takes a second at most, on a machine that has other things to do. */
const TIME_LIMIT_MS = 15_000;
/**
 * What a decoder may write to in memory, in KiB. Node alone is counted as 600 MiB of which it uses 70, and an image of 50
 * megapixels needs 300 more.
 */
const MEMORY_LIMIT_KIB = 1_200_000;
/** One core is for messages. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);
const PATIENCE_MS = 3_000;

/**
 * Has images decoded in processes of their own, which know no secret and have little memory, little time and low
 * priority: what breaks the decoder breaks one of them, and the next image gets another one. They stay for the images
 * to come, since starting one takes as long as a picture.
 */
export class ImageDecoder {
  readonly #gate = new Gate({ atOnce: AT_ONCE, patienceMs: PATIENCE_MS });
  readonly #idle: ChildProcess[] = [];
  readonly #timeLimitMs: number;

  constructor(timeLimitMs = TIME_LIMIT_MS) {
    this.#timeLimitMs = timeLimitMs;
  }

  /**
   * What is made of the bytes that `read` gets when their turn has come.
   * @throws AppError `image_type_unsupported`, `image_invalid` (also for what takes too much memory or time), `busy`,
   * and what `read` throws
   */
  decode(read: () => Promise<Buffer>): Promise<DecodedImage> {
    return this.#gate.run(async () => {
      const bytes = await read();
      const child = this.#idle.pop() ?? this.#start();
      const answer = await this.#ask(child, bytes);
      if (answer === undefined) throw new AppError('image_invalid');
      this.#idle.push(child);
      if (typeof answer === 'string') throw new AppError(answer);
      return answer;
    });
  }

  /** Ends those that wait for images. */
  close(): void {
    for (const child of this.#idle.splice(0)) child.kill('SIGKILL');
  }

  /** undefined: the child did not live to answer. */
  async #ask(child: ChildProcess, bytes: Buffer): Promise<DecodedImage | ImageRefusal | undefined> {
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#timeLimitMs);
    const done = new AbortController();
    try {
      const { signal } = done;
      const answered = once(child, 'message', { signal }).then(
        ([message]) => message as DecodedImage | ImageRefusal,
      );
      const ended = once(child, 'exit', { signal }).then(() => undefined);
      child.send(bytes);
      return await Promise.race([answered, ended]);
    } finally {
      done.abort();
      clearTimeout(timer);
    }
  }

  /** The shell sets the limit of memory, which Node cannot, and is replaced. */
  #start(): ChildProcess {
    const child = spawn(
      '/bin/sh',
      ['-c', 'ulimit -d "$0" && exec "$@"', String(MEMORY_LIMIT_KIB), process.execPath, PROGRAM],
      {
        env: {},
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        serialization: 'advanced',
      },
    );
    // It ends with us, and we do not wait for it.
    child.unref();
    child.channel?.unref();
    // Told to whoever waits for it, and to nobody when nobody does: unheard, it would end this process.
    child.on('error', () => child.kill('SIGKILL'));
    child.once('exit', () => {
      const place = this.#idle.indexOf(child);
      if (place >= 0) this.#idle.splice(place, 1);
    });
    return child;
  }
}
