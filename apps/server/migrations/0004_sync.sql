-- What a client that was away asks by: see docs/adr/0009-sync-by-blocks-of-transactions.md.

-- The life of this database. A restore from a backup gives it a new one, so that every client starts over:
--   UPDATE sync_epoch SET epoch = gen_random_uuid();
CREATE TABLE sync_epoch (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch    uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO sync_epoch DEFAULT VALUES;

-- Whether a transaction became visible after a snapshot was taken. Not the same as "began after it", and not the
-- same as "is not older than its oldest": nothing is skipped that commits late, nothing repeats because something
-- else runs long.
CREATE FUNCTION is_since(tx xid8, cursor pg_snapshot) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT tx >= pg_snapshot_xmin(cursor) AND NOT pg_visible_in_snapshot(tx, cursor) $$;

-- The million of transactions that one belongs to.
CREATE FUNCTION tx_block(tx xid8) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (tx::text::bigint >> 20)::integer $$;

-- An index on changed_tx itself would make every message write all indexes of the row; a block changes rarely, so
-- that updates stay in place (HOT), as with last_message_hour.
ALTER TABLE conversations
  ADD COLUMN changed_block_customer integer NOT NULL GENERATED ALWAYS AS (tx_block(changed_tx_customer)) STORED,
  ADD COLUMN changed_block_artist   integer NOT NULL GENERATED ALWAYS AS (tx_block(changed_tx_artist)) STORED;
CREATE INDEX conversations_customer_changed ON conversations (customer_id, changed_block_customer);
CREATE INDEX conversations_artist_changed ON conversations (artist_id, changed_block_artist);

CREATE INDEX bookings_customer_changed ON bookings (customer_id, changed_tx);
CREATE INDEX bookings_artist_changed ON bookings (artist_id, changed_tx);
