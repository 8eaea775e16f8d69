import { createHmac } from 'node:crypto';
import { AppError } from '@duet/contract';
import { isMadeByOne, type KeyRing } from './key-ring.ts';

const MAC_BYTES = 16;

/**
 * Positions in lists as opaque, signed strings. A cursor that none of this server's keys has signed is refused, so that what
 * `decode` gives is what `encode` was given; `scope` keeps cursors of one list from being used in another.
 */
export class CursorCodec<Position> {
  readonly #keys: KeyRing;
  readonly #scope: string;

  constructor(keys: KeyRing, scope: string) {
    this.#keys = keys;
    this.#scope = scope;
  }

  encode(position: Position): string {
    const payload = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.#mac(this.#keys[0], payload), payload]).toString('base64url');
  }

  /** @throws AppError `validation_failed` for anything `encode` did not make */
  decode(cursor: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(MAC_BYTES);
    const mac = bytes.subarray(0, MAC_BYTES);
    if (bytes.length <= MAC_BYTES || !isMadeByOne(this.#keys, mac, (key) => this.#mac(key, payload))) {
      throw new AppError('validation_failed', { issues: [{ path: 'cursor', reason: 'unknown cursor' }] });
    }
    return JSON.parse(payload.toString()) as Position;
  }

  #mac(key: Uint8Array, payload: Buffer): Buffer {
    return createHmac('sha256', key)
      .update(this.#scope)
      .update('\0')
      .update(payload)
      .digest()
      .subarray(0, MAC_BYTES);
  }
}
