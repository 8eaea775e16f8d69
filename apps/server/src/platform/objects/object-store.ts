/** What a client posts to store one object: a multipart form of these fields and, last, the bytes as `file`. */
export interface UploadForm {
  /** May be relative to the server's own address. */
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What an upload must be, or the store refuses it. */
export interface UploadRules {
  /** The form's field `Content-Type`. What the bytes are is for whoever reads them to find out. */
  readonly contentType: string;
  readonly maxBytes: number;
  readonly until: Date;
}

/** From when until when an address holds. */
export interface Validity {
  readonly from: Date;
  readonly until: Date;
}

/**
 * Where bytes are kept that are too large for the database. Nobody reaches an object without a signed address; clients
 * cannot tell one store from another. The methods that ask the store throw the AppError `storage_unavailable` when it
 * does not answer as it should.
 */
export interface ObjectStore {
  /** Of where objects are uploaded to and read from, those that are not the server's own: for browsers to allow. */
  readonly origins: readonly string[];
  /** Lets whoever holds the form store one object, again as often as they like, under exactly this key. */
  uploadForm(key: string, rules: UploadRules): UploadForm;
  /** Where anybody may read an object, for a time; for the same time it is the same address. */
  urlOf(key: string, validity: Validity): string;
  /** undefined: there is no such object. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, bytes: Buffer<ArrayBuffer>): Promise<void>;
  /** Does nothing when there is no such object. */
  delete(key: string): Promise<void>;
}

/**
 * How objects may be kept by those who got them: as long as an address holds at most. A key's bytes never change. A CDN
 * has each request's signature checked, and may keep them longer.
 */
const OBJECT_CACHE_CONTROL = 'private, max-age=1200, immutable';

const CONTENT_TYPES: Readonly<Record<string, string>> = { webp: 'image/webp' };

/** What an object is served with. What somebody has uploaded has no such ending, and is for no browser to interpret. */
export function headersOf(key: string) {
  const type = CONTENT_TYPES[key.slice(key.lastIndexOf('.') + 1)];
  const name = key.slice(key.lastIndexOf('/') + 1);
  return {
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': `${type === undefined ? 'attachment' : 'inline'}; filename="${name}"`,
    'cache-control': OBJECT_CACHE_CONTROL,
  };
}
