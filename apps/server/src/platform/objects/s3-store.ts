import { AppError } from '@duet/contract';
import type { CloudFront } from './cloudfront.ts';
import {
  headersOf,
  type ObjectStore,
  type UploadForm,
  type UploadRules,
  type Validity,
} from './object-store.ts';
import { signForm, signUrl, type S3Credentials } from './s3-signature.ts';

/** One bucket, and who may use it. */
export interface S3Bucket extends S3Credentials {
  readonly bucket: string;
  /** Another S3 than Amazon's; its buckets are the first part of the path. */
  readonly endpoint: string | undefined;
}

/** How long the server's own requests may take, bytes included. */
const PATIENCE_MS = 10_000;
const RETRY_AFTER_MS = 2_000;

/** A bucket of Amazon's S3 or of anything that speaks like it. Clients read from CloudFront where there is one. */
export class S3Store implements ObjectStore {
  readonly origins: readonly string[];
  readonly #bucket: S3Bucket;
  readonly #base: string;
  readonly #cdn: CloudFront | undefined;

  constructor(bucket: S3Bucket, cdn?: CloudFront) {
    this.#bucket = bucket;
    this.#cdn = cdn;
    this.#base =
      bucket.endpoint === undefined
        ? `https://${bucket.bucket}.s3.${bucket.region}.amazonaws.com`
        : `${bucket.endpoint}/${bucket.bucket}`;
    this.origins = [new URL(this.#base).origin, ...(cdn ? [cdn.origin] : [])];
  }

  uploadForm(key: string, { contentType, maxBytes, until }: UploadRules): UploadForm {
    const fields = { key, 'Content-Type': contentType };
    const rules = [{ bucket: this.#bucket.bucket }, ['content-length-range', 0, maxBytes]];
    return { url: this.#base, fields: signForm(this.#bucket, fields, rules, { at: new Date(), until }) };
  }

  urlOf(key: string, validity: Validity): string {
    if (this.#cdn) return this.#cdn.urlOf(key, validity.until);
    const seconds = (validity.until.getTime() - validity.from.getTime()) / 1_000;
    return signUrl(this.#bucket, 'GET', this.#addressOf(key), { at: validity.from, seconds });
  }

  async get(key: string): Promise<Buffer | undefined> {
    const response = await this.#ask('GET', key);
    return response && Buffer.from(await response.arrayBuffer().catch(unavailable));
  }

  async put(key: string, bytes: Buffer<ArrayBuffer>): Promise<void> {
    if (!(await this.#ask('PUT', key, { headers: headersOf(key), body: bytes })))
      unavailable('There is no such bucket.');
  }

  async delete(key: string): Promise<void> {
    await this.#ask('DELETE', key);
  }

  async #ask(method: string, key: string, init: RequestInit = {}): Promise<Response | undefined> {
    const url = signUrl(this.#bucket, method, this.#addressOf(key), { at: new Date(), seconds: 60 });
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { ...init, method, signal }).catch(unavailable);
    if (response.ok) return response;
    const told = await response.text().catch(unavailable);
    return response.status === 404 ? undefined : unavailable(`${response.status} ${told.slice(0, 500)}`);
  }

  #addressOf(key: string): URL {
    return new URL(`${this.#base}/${key}`);
  }
}

function unavailable(cause: unknown): never {
  throw new AppError('storage_unavailable', { retryAfterMs: RETRY_AFTER_MS }, { cause });
}
