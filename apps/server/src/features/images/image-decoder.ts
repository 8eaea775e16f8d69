import { spawn, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@duet/contract';
import { Gate } from '../../platform/gate.ts';
import type { Begun, DecodedImage, ImageRefusal } from './decode-image.ts';

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
      const idle = this.#idle.pop();
      const answer = (idle && (await this.#ask(idle, bytes))) ?? (await this.#ask(this.#start(), bytes));
      if (answer === undefined) throw new AppError('image_invalid');
      if (typeof answer === 'string') throw new AppError(answer);
      return answer;
    });
  }

  /** Ends those that wait for images. */
  close(): void {
    for (const child of this.#idle.splice(0)) child.kill('SIGKILL');
  }

  /**
   * What a child answers, which then waits for the next image. What ends it is the image's fault; undefined: it was dead before
   * it had begun, as one that has waited may be without our having heard.
   */
  async #ask(child: ChildProcess, bytes: Buffer): Promise<DecodedImage | ImageRefusal | undefined> {
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#timeLimitMs);
    const { promise, resolve } = Promise.withResolvers<DecodedImage | ImageRefusal | undefined>();
    let hasBegun = false;
    const hear = (message: DecodedImage | ImageRefusal | Begun): void => {
      if (message === 'begun') hasBegun = true;
      else {
        this.#idle.push(child);
        resolve(message);
      }
    };
    const end = (): void => resolve(hasBegun ? 'image_invalid' : undefined);
    child.on('message', hear).once('exit', end);
    child.send(bytes);
    return promise.finally(() => {
      clearTimeout(timer);
      child.off('message', hear).off('exit', end);
    });
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
