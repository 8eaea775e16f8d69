import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@duet/contract';

const MAC_BYTES = 16;

/**
 * Positions in lists as opaque, signed strings. A cursor that this server's key did not sign is refused, so that what
 * `decode` gives is what `encode` was given; `scope` keeps cursors of one list from being used in another.
 */
export class CursorCodec<Position> {
  readonly #key: Uint8Array;
  readonly #scope: string;

  constructor(key: Uint8Array, scope: string) {
    this.#key = key;
    this.#scope = scope;
  }

  encode(position: Position): string {
    const payload = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.#mac(payload), payload]).toString('base64url');
  }

  /** @throws AppError `validation_failed` for anything `encode` did not make */
  decode(cursor: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(MAC_BYTES);
    if (bytes.length <= MAC_BYTES || !timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.#mac(payload))) {
      throw new AppError('validation_failed', { issues: [{ path: 'cursor', reason: 'unknown cursor' }] });
    }
    return JSON.parse(payload.toString()) as Position;
  }

  #mac(payload: Buffer): Buffer {
    return createHmac('sha256', this.#key)
      .update(this.#scope)
      .update('\0')
      .update(payload)
      .digest()
      .subarray(0, MAC_BYTES);
  }
}
