-- Conversations, messages, and what is known of who received and read them.

-- One conversation per ordered pair. Its id is the UUIDv5 of the pair, so that the key that spreads rows over
-- shards is also the key that makes the pair unique. State per side stands in paired columns: one row, one lock,
-- one update for whatever happens in a conversation.
CREATE TABLE conversations (
  id                     uuid PRIMARY KEY,
  booking_id             uuid REFERENCES bookings (id),
  customer_id            uuid NOT NULL REFERENCES users (id),
  artist_id              uuid NOT NULL REFERENCES users (id),
  status                 varchar(20) NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed')),
  last_seq               integer NOT NULL DEFAULT 0,
  last_message_at        timestamptz(3) NOT NULL DEFAULT now(),
  -- Lists are ordered by newest. An index on last_message_at would make every message's update write two index
  -- entries; an hour changes rarely, so that updates stay in place (HOT), and few rows share one to be sorted.
  last_message_hour      integer NOT NULL GENERATED ALWAYS AS
                         (floor(extract(epoch FROM last_message_at AT TIME ZONE 'UTC') / 3600)) STORED,

  unread_count_customer  integer NOT NULL DEFAULT 0 CHECK (unread_count_customer >= 0),
  unread_count_artist    integer NOT NULL DEFAULT 0 CHECK (unread_count_artist >= 0),
  -- Watermarks only rise: shown read <= read <= delivered <= last_seq.
  delivered_seq_customer integer NOT NULL DEFAULT 0,
  delivered_seq_artist   integer NOT NULL DEFAULT 0,
  read_seq_customer      integer NOT NULL DEFAULT 0,
  read_seq_artist        integer NOT NULL DEFAULT 0,
  -- What the other side may see of read_seq: reads made while receipts were off never show.
  shown_read_seq_customer integer NOT NULL DEFAULT 0,
  shown_read_seq_artist   integer NOT NULL DEFAULT 0,
  marked_unread_customer boolean NOT NULL DEFAULT false,
  marked_unread_artist   boolean NOT NULL DEFAULT false,
  -- null: this side has neither opened the conversation nor got a message in it, and does not see it.
  opened_at_customer     timestamptz(3),
  opened_at_artist       timestamptz(3),
  archived_at_customer   timestamptz(3),
  archived_at_artist     timestamptz(3),
  -- The soft delete of both: a new message takes it back.
  archived_at            timestamptz(3) GENERATED ALWAYS AS (
                           CASE WHEN archived_at_customer IS NOT NULL AND archived_at_artist IS NOT NULL
                           THEN greatest(archived_at_customer, archived_at_artist) END) STORED,
  muted_until_customer   timestamptz(3),
  muted_until_artist     timestamptz(3),
  pinned_at_customer     timestamptz(3),
  pinned_at_artist       timestamptz(3),
  blocked_at_customer    timestamptz(3),
  blocked_at_artist      timestamptz(3),

  -- The version of each side's view and the transaction that last changed it. A private change (archiving)
  -- raises only its own side's.
  version_customer       integer NOT NULL DEFAULT 1,
  version_artist         integer NOT NULL DEFAULT 1,
  changed_tx_customer    xid8 NOT NULL DEFAULT pg_current_xact_id(),
  changed_tx_artist      xid8 NOT NULL DEFAULT pg_current_xact_id(),

  created_at             timestamptz(3) NOT NULL DEFAULT now(),
  updated_at             timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (customer_id, artist_id),
  CHECK (customer_id <> artist_id),
  CHECK (shown_read_seq_customer <= read_seq_customer AND read_seq_customer <= delivered_seq_customer
         AND delivered_seq_customer <= last_seq),
  CHECK (shown_read_seq_artist <= read_seq_artist AND read_seq_artist <= delivered_seq_artist
         AND delivered_seq_artist <= last_seq)
) WITH (fillfactor = 50);

CREATE INDEX conversations_customer ON conversations (customer_id, last_message_hour DESC);
CREATE INDEX conversations_artist ON conversations (artist_id, last_message_hour DESC);

-- Every key begins with the conversation, so that messages can be partitioned and spread by it. No foreign keys:
-- the only writer holds the conversation's row lock and has checked the rest, and a key check costs per message.
CREATE TABLE messages (
  id                uuid NOT NULL,
  conversation_id   uuid NOT NULL,
  -- 1..n without gap, taken under the conversation's row lock: the only order there is.
  seq               integer NOT NULL CHECK (seq > 0),
  client_message_id uuid NOT NULL,
  sender_id         uuid NOT NULL,
  sender_role       varchar(20) NOT NULL CHECK (sender_role IN ('customer', 'artist', 'system')),
  message_type      varchar(20) NOT NULL DEFAULT 'text' CHECK (message_type IN ('text', 'image', 'system')),
  content           text,
  -- What the other side sees instead of content; null: the same.
  masked_content    text,
  images            jsonb NOT NULL DEFAULT '[]',
  booking_id        uuid,
  reply_to_id       uuid,
  metadata          jsonb,
  -- Keyed digest of what was sent, to tell a repeat of a client_message_id from its reuse; removed on erasure.
  digest            bytea,
  revision          integer NOT NULL DEFAULT 0,
  sent_at           timestamptz(3) NOT NULL,
  -- For SQL readers: filled from the receipts by a job, minutes later at most. The product reads the receipts.
  read_at           timestamptz(3),
  edited_at         timestamptz(3),
  deleted_at        timestamptz(3),
  created_at        timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (conversation_id, seq)
) WITH (fillfactor = 90);

-- A client's id of a message is good for one message, for ever: a queue may replay after a month in a drawer.
CREATE UNIQUE INDEX messages_client_message_id ON messages (conversation_id, sender_id, client_message_id);
CREATE INDEX messages_id ON messages (id);
CREATE INDEX messages_booking ON messages (conversation_id, booking_id, seq) WHERE booking_id IS NOT NULL;
CREATE INDEX messages_type ON messages (conversation_id, message_type, seq) WHERE message_type <> 'text';

-- What a message was before each edit, unsend or unmasking.
CREATE TABLE message_revisions (
  conversation_id uuid NOT NULL,
  seq             integer NOT NULL,
  revision        integer NOT NULL,
  message_type    varchar(20) NOT NULL,
  content         text,
  masked_content  text,
  images          jsonb NOT NULL,
  actor_id        uuid NOT NULL,
  replaced_at     timestamptz(3) NOT NULL DEFAULT now(),
  changed_tx      xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (conversation_id, seq, revision)
);

-- One row for every advance of a watermark: which messages (from_seq, up_to_seq] it covered, and when.
CREATE TABLE receipts (
  conversation_id uuid NOT NULL,
  side            varchar(20) NOT NULL CHECK (side IN ('customer', 'artist')),
  kind            varchar(20) NOT NULL CHECK (kind IN ('delivered', 'read')),
  from_seq        integer NOT NULL,
  up_to_seq       integer NOT NULL CHECK (up_to_seq > from_seq),
  at              timestamptz(3) NOT NULL,
  -- Whether the other side may see it: the setting as it stood at that moment.
  disclosed       boolean NOT NULL,
  -- false: messages.read_at is still to be filled from this row.
  filled          boolean NOT NULL,
  changed_tx      xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (conversation_id, side, kind, up_to_seq)
);

CREATE INDEX receipts_unfilled ON receipts (at) WHERE NOT filled;

-- One small row per transaction that changed conversations, kept for 15 minutes: what nodes follow to repair what a
-- crash or a lost bus message swallowed.
CREATE TABLE commits (
  tx               xid8 PRIMARY KEY DEFAULT pg_current_xact_id(),
  conversation_ids uuid[] NOT NULL,
  at               timestamptz(3) NOT NULL DEFAULT now()
);

CREATE INDEX commits_at ON commits (at);

-- A message as readers see it: with the moment the other side's device stored it, and the moment its person was shown
-- to have read it (reads made while receipts were off never show). System messages have neither.
CREATE VIEW message_forms AS
SELECT m.*,
  (SELECT r.at FROM receipts r
    WHERE r.conversation_id = m.conversation_id AND r.kind = 'delivered' AND r.up_to_seq >= m.seq
      AND r.side = CASE m.sender_role WHEN 'customer' THEN 'artist' WHEN 'artist' THEN 'customer' END
    ORDER BY r.up_to_seq LIMIT 1) AS delivered_at,
  (SELECT r.at FROM receipts r
    WHERE r.conversation_id = m.conversation_id AND r.kind = 'read' AND r.disclosed AND r.up_to_seq >= m.seq
      AND r.side = CASE m.sender_role WHEN 'customer' THEN 'artist' WHEN 'artist' THEN 'customer' END
    ORDER BY r.up_to_seq LIMIT 1) AS shown_read_at
FROM messages m;
