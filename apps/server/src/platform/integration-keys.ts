import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@duet/contract';

/** A credential that another server shows as `id.secret`. */
export interface IntegrationKey {
  readonly id: string;
  readonly secret: string;
}

/** The credentials that other servers may show. Two at a time let one be replaced by the other while both run. */
export class IntegrationKeys {
  readonly #digests: ReadonlyMap<string, Buffer>;

  constructor(keys: readonly IntegrationKey[]) {
    this.#digests = new Map(keys.map(({ id, secret }) => [id, digest(secret)]));
  }

  /**
   * The id of the key that was shown. Ids are no secret; secrets are compared in constant time.
   * @throws AppError `not_found` where there is no key at all, `key_invalid` for anything that is none of them
   */
  identify(shown: string | undefined): string {
    if (this.#digests.size === 0) throw new AppError('not_found');
    const [, id = '', secret = ''] = /^([^.]+)\.(.+)$/.exec(shown ?? '') ?? [];
    const expected = this.#digests.get(id);
    if (!expected || !timingSafeEqual(digest(secret), expected)) throw new AppError('key_invalid');
    return id;
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
