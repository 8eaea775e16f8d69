import { sql, type Queryable } from '../../platform/postgres/database.ts';
import type { StoredImage } from './image.mapper.ts';

/** A row of `images`. */
export interface ImageRow {
  id: string;
  conversation_id: string;
  uploader_id: string;
  width: number | null;
  height: number | null;
  thumbhash: string | null;
  message_seq: number | null;
  /** Of the message that shows it. */
  unsent: boolean;
}

const milliseconds = `interval '1 millisecond'`;
const insert = sql(
  'image_insert',
  'INSERT INTO images (conversation_id, id, uploader_id) VALUES ($1, $2, $3)',
);
const list = sql(
  'image_list',
  `SELECT i.id, i.conversation_id, i.uploader_id, i.width, i.height, i.thumbhash, i.message_seq,
     coalesce(m.deleted_at IS NOT NULL, false) AS unsent
   FROM unnest($1::uuid[]) WITH ORDINALITY AS given (id, place)
   JOIN images i ON i.id = given.id AND NOT i.doomed
   LEFT JOIN messages m ON m.conversation_id = i.conversation_id AND m.seq = i.message_seq
   ORDER BY place`,
);
const fix = sql(
  'image_fix',
  `UPDATE images SET digest = $3 WHERE conversation_id = $1 AND id = $2
     AND (digest IS NULL OR digest = $3) AND created_at > now() - $4 * ${milliseconds} RETURNING id`,
);
const complete = sql(
  'image_complete',
  `UPDATE images SET width = $3, height = $4, thumbhash = $5 WHERE conversation_id = $1 AND id = $2 AND NOT doomed
   RETURNING id`,
);
const doom = sql(
  'image_doom',
  `WITH due AS (
     SELECT conversation_id, id FROM images
      WHERE NOT swept AND created_at < now() - $1 * ${milliseconds}
      ORDER BY created_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
   )
   UPDATE images i SET doomed = (message_seq IS NULL) FROM due
    WHERE i.conversation_id = due.conversation_id AND i.id = due.id RETURNING i.id, i.doomed`,
);
const remove = sql('image_remove', 'DELETE FROM images WHERE id = ANY ($1::uuid[]) AND doomed');
const sweep = sql('image_sweep', 'UPDATE images SET swept = true WHERE id = ANY ($1::uuid[])');

/** Images in PostgreSQL: whose they are and what was found of them, not their bytes. */
export class ImageRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** An image that is going to be uploaded. */
  async insertImage(conversationId: string, id: string, uploaderId: string): Promise<void> {
    await this.#database.query(insert, [conversationId, id, uploaderId]);
  }

  /** Those that are there, in the order they were asked for. */
  async listImages(ids: readonly string[]): Promise<ImageRow[]> {
    return this.#database.query<ImageRow>(list, [ids]);
  }

  /** Says what was uploaded, for good; false when something else was said before, or the image is older than `ageMs`. */
  async fixDigest({ conversation_id, id }: ImageRow, digest: Buffer, ageMs: number): Promise<boolean> {
    return (await this.#database.query(fix, [conversation_id, id, digest, ageMs])).length > 0;
  }

  /** The image was found good, and its sizes are stored; false when it is gone. */
  async completeImage({ conversation_id }: ImageRow, { id, ...found }: StoredImage): Promise<boolean> {
    const values = [conversation_id, id, found.width, found.height, found.thumbhash];
    return (await this.#database.query(complete, values)).length > 0;
  }

  /**
   * Up to `limit` images that are older than `ageMs` and were not looked at since. Those that are in no message are
   * `doomed` from now on: no message gets them any more.
   */
  async listDue(ageMs: number, limit: number): Promise<{ id: string; doomed: boolean }[]> {
    return this.#database.query<{ id: string; doomed: boolean }>(doom, [ageMs, limit]);
  }

  /** The objects of these doomed images are gone. */
  async removeImages(ids: readonly string[]): Promise<void> {
    await this.#database.query(remove, [ids]);
  }

  /** What was uploaded for these images is gone, and nothing can be uploaded for them any more. */
  async sweepImages(ids: readonly string[]): Promise<void> {
    await this.#database.query(sweep, [ids]);
  }
}
