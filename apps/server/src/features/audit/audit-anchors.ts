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
    const anchor: Anchor = { seq, hash, at, signature: sign(this.#keys[0], { seq, hash, at }) };
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = await open(this.#path, 'a', 0o600);
    try {
      // The line's end comes first: what a crash has cut off is a line of its own.
      await file.writeFile(`\n${JSON.stringify(anchor)}`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /**
   * All anchors, in the order of their `seq`; none when there is no file.
   * @throws Error naming the one that was not made by us
   */
  async read(): Promise<ChainPosition[]> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const anchors = text.split('\n').flatMap(parse);
    for (const anchor of anchors) {
      const make = (key: Uint8Array) => Buffer.from(sign(key, anchor));
      if (!isMadeByOne(this.#keys, Buffer.from(String(anchor.signature)), make))
        throw new Error(
          `${this.#path} has an anchor of entry ${anchor.seq} that was not made with this secret.`,
        );
    }
    return anchors.sort((a, b) => a.seq - b.seq);
  }
}

function sign(key: Uint8Array, { seq, hash, at }: Omit<Anchor, 'signature'>): string {
  return createHmac('sha256', key).update(`${seq}\n${hash}\n${at}`).digest('base64url');
}

/** Nothing for what is no line of ours, or only a part of one. */
function parse(line: string): Anchor[] {
  try {
    return [JSON.parse(line) as Anchor];
  } catch {
    return [];
  }
}
