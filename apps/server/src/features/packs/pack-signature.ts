import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs dispute packs, so that anybody can check them who has the public key. */
export class PackSigner {
  readonly #key: KeyObject;
  /** In PEM. */
  readonly publicKey: string;

  /** `seed`: 32 secret bytes. */
  constructor(seed: Uint8Array) {
    this.#key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.#key).export({ format: 'pem', type: 'spki' }).toString();
  }

  /** In base64. */
  sign(bytes: Buffer): string {
    return sign(null, bytes, this.#key).toString('base64');
  }
}

/** SHA-256, in hex. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
