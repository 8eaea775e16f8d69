import { createHmac } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMadeByOne, type KeyRing } from '../../platform/key-ring.ts';
import type { ChainPosition } from './audit-chain.ts';

/** A position of the chain as it was known at a time, signed. */
interface Anchor extends ChainPosition {
  readonly at: string;
  readonly signature: string;
}

/**
 * A file outside the database, best on storage that only takes what is added: where the audit log ended, line by line.
 * Whoever rewrites the log, or cuts its end off, cannot make it agree with what stands here without the server's key.
 */
export class AuditAnchors {
  readonly #path: string;
  readonly #keys: KeyRing;

  constructor(path: string, keys: KeyRing) {
    this.#path = path;
    this.#keys = keys;
  }

  /** Short enough to be written in one piece: several servers may share the file. */
  async add({ seq, hash }: ChainPosition): Promise<void> {
    const at = new Date().toISOString();
    const line = `${JSON.stringify({ seq, hash, at, signature: sign(this.#keys[0], { seq, hash, at }) } satisfies Anchor)}\n`;
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = await open(this.#path, 'a', 0o600);
    try {
      await file.writeFile(line);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /**
   * All anchors, in the order of their `seq`; none when there is no file.
   * @throws Error naming the line that is not one of ours
   */
  async read(): Promise<ChainPosition[]> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const lines = text.split('\n').slice(0, -1);
    const anchors = lines.map((line, index) => {
      const anchor = this.#parse(line);
      if (!anchor)
        throw new Error(`Line ${index + 1} of ${this.#path} is no anchor that was made with this secret.`);
      return anchor;
    });
    return anchors.sort((a, b) => a.seq - b.seq);
  }

  #parse(line: string): Anchor | undefined {
    try {
      const anchor = JSON.parse(line) as Anchor;
      const make = (key: Uint8Array) => Buffer.from(sign(key, anchor));
      return isMadeByOne(this.#keys, Buffer.from(anchor.signature), make) ? anchor : undefined;
    } catch {
      // Half a line, or none of ours.
      return undefined;
    }
  }
}

function sign(key: Uint8Array, { seq, hash, at }: Omit<Anchor, 'signature'>): string {
  return createHmac('sha256', key).update(`${seq}\n${hash}\n${at}`).digest('base64url');
}
