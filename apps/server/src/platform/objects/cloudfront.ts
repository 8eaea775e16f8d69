import { sign, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';

export interface CloudFrontKey {
  /** Of the distribution that serves the bucket. */
  readonly url: string;
  readonly keyPairId: string;
  readonly privateKey: KeyObject;
}

/** A signature takes 0.26 ms, which is felt when a page shows hundreds of images; it is one for all of a folder. */
const MOST_SIGNATURES = 20_000;

/** Addresses on Amazon's CDN, signed by its custom policy for the folder that a key is in. */
export class CloudFront {
  readonly origin: string;
  readonly #key: CloudFrontKey;
  readonly #queries = new LRUCache<string, string>({ max: MOST_SIGNATURES });

  constructor(key: CloudFrontKey) {
    this.#key = key;
    this.origin = new URL(key.url).origin;
  }

  urlOf(key: string, until: Date): string {
    const folder = key.slice(0, key.lastIndexOf('/'));
    return `${this.origin}/${key}?${this.#queryFor(`${this.origin}/${folder}/*`, Math.floor(until.getTime() / 1_000))}`;
  }

  #queryFor(resource: string, until: number): string {
    const known = this.#queries.get(`${resource} ${until}`);
    if (known !== undefined) return known;
    const policy = JSON.stringify({
      Statement: [{ Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': until } } }],
    });
    const signature = sign('RSA-SHA1', Buffer.from(policy), this.#key.privateKey);
    const query = `Policy=${toUrlSafe(Buffer.from(policy))}&Signature=${toUrlSafe(signature)}&Key-Pair-Id=${this.#key.keyPairId}`;
    this.#queries.set(`${resource} ${until}`, query);
    return query;
  }
}

/** Base64 as CloudFront wants it. */
function toUrlSafe(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');
}
