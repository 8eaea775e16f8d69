-- Images: uploaded to the object store, looked at, and then claimed by the message that shows them.

CREATE TABLE images (
  conversation_id uuid NOT NULL,
  id              uuid NOT NULL,
  uploader_id     uuid NOT NULL,
  -- SHA-256 of what was uploaded, set before it is decoded: whatever is uploaded later is not this image.
  digest          bytea,
  -- Of the largest size. All three are set when the image was found good and its sizes are stored.
  width           integer,
  height          integer,
  thumbhash       text,
  -- The message that shows it; null: none yet, and after a day it is reaped.
  message_seq     integer,
  -- Its objects are being deleted, and no message gets it any more.
  doomed          boolean NOT NULL DEFAULT false,
  -- What had been uploaded is gone, and nothing can be uploaded any more.
  swept           boolean NOT NULL DEFAULT false,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (conversation_id, id),
  CHECK ((width IS NULL) = (height IS NULL) AND (width IS NULL) = (thumbhash IS NULL)),
  CHECK (message_seq IS NULL OR (width IS NOT NULL AND NOT doomed))
);
CREATE INDEX images_id ON images (id);
CREATE INDEX images_unswept ON images (created_at) WHERE NOT swept;

-- Whether a sender may claim these images, an array of objects with an id: uploaded by them for this conversation, found
-- good, and in no message. They stay so until the transaction ends: whoever reaps images locks the same rows.
CREATE FUNCTION lock_images(p_conversation_id uuid, p_sender_id uuid, p_images jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  v_found integer;
BEGIN
  PERFORM FROM images
   WHERE conversation_id = p_conversation_id
     AND id = ANY (SELECT (image ->> 'id')::uuid FROM jsonb_array_elements(p_images) AS image)
     AND uploader_id = p_sender_id AND width IS NOT NULL AND message_seq IS NULL AND NOT doomed
   FOR NO KEY UPDATE;
  GET DIAGNOSTICS v_found = ROW_COUNT;
  RETURN v_found = jsonb_array_length(p_images);
END $$;

-- The message shows these images, which were locked.
CREATE FUNCTION claim_images(p_conversation_id uuid, p_images jsonb, p_seq integer) RETURNS void
LANGUAGE sql AS $$
  UPDATE images SET message_seq = p_seq
   WHERE conversation_id = p_conversation_id
     AND id = ANY (SELECT (image ->> 'id')::uuid FROM jsonb_array_elements(p_images) AS image)
$$;

-- As in 0003_functions.sql, with p_images: what the message shows, and claims.
-- Stores one message. Outcomes: created, repeat (same client_message_id, same digest), reused (same id, other
-- digest), held, closed, blocked, booking_missing, booking_changed, reply_missing, image_missing. Only 'created' writes
-- anything.
CREATE OR REPLACE FUNCTION append_message(
  p_id uuid, p_conversation_id uuid, p_client_message_id uuid, p_sender_id uuid, p_sender_role text,
  p_type text, p_content text, p_masked_content text, p_images jsonb,
  p_booking_id uuid, p_booking_version integer, p_reply_to_id uuid, p_metadata jsonb, p_digest bytea,
  OUT outcome text, OUT message_id uuid, OUT message_seq integer, OUT message_sent_at timestamptz(3),
  -- true: the conversation appears for a side that did not see it, or its booking is another one now.
  OUT view_changed boolean
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  v_digest bytea;
  v_booking bookings;
  v_now timestamptz(3);
  v_tx xid8;
BEGIN
  SELECT * INTO c FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  SELECT m.id, m.digest INTO message_id, v_digest FROM messages m
   WHERE m.conversation_id = p_conversation_id AND m.sender_id = p_sender_id
     AND m.client_message_id = p_client_message_id;
  IF FOUND THEN
    -- A message whose digest was erased cannot be told from its repeat, and is taken as repeated.
    outcome := CASE WHEN v_digest IS NULL OR v_digest = p_digest THEN 'repeat' ELSE 'reused' END;
    RETURN;
  END IF;

  IF p_type <> 'system' THEN
    IF c.blocked_at_customer IS NOT NULL OR c.blocked_at_artist IS NOT NULL THEN
      outcome := 'blocked'; RETURN;
    END IF;
    IF c.status <> 'active' THEN outcome := 'closed'; RETURN; END IF;
    IF p_booking_id IS NOT NULL THEN
      SELECT * INTO v_booking FROM bookings b
       WHERE b.id = p_booking_id AND b.customer_id = c.customer_id AND b.artist_id = c.artist_id;
      IF NOT FOUND THEN outcome := 'booking_missing'; RETURN; END IF;
      IF v_booking.version > p_booking_version THEN outcome := 'booking_changed'; RETURN; END IF;
    END IF;
    IF p_reply_to_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM messages m WHERE m.id = p_reply_to_id AND m.conversation_id = p_conversation_id
    ) THEN outcome := 'reply_missing'; RETURN; END IF;
    IF p_images <> '[]' AND NOT lock_images(p_conversation_id, p_sender_id, p_images) THEN
      outcome := 'image_missing'; RETURN;
    END IF;
  END IF;

  outcome := 'created';
  v_tx := pg_current_xact_id();
  message_id := p_id;
  message_seq := c.last_seq + 1;
  -- Taken after the lock, so that time never runs against seq.
  v_now := greatest(clock_timestamp(), c.last_message_at);
  message_sent_at := v_now;
  view_changed := c.opened_at_customer IS NULL OR c.opened_at_artist IS NULL
    OR coalesce(p_booking_id <> c.booking_id, p_booking_id IS NOT NULL);

  INSERT INTO messages (id, conversation_id, seq, client_message_id, sender_id, sender_role, message_type, content,
    masked_content, images, booking_id, reply_to_id, metadata, digest, sent_at)
  VALUES (p_id, p_conversation_id, message_seq, p_client_message_id, p_sender_id, p_sender_role, p_type, p_content,
    p_masked_content, p_images, p_booking_id, p_reply_to_id, p_metadata, p_digest, v_now);
  IF p_images <> '[]' THEN PERFORM claim_images(p_conversation_id, p_images, message_seq); END IF;

  UPDATE conversations SET
    last_seq = message_seq,
    last_message_at = v_now,
    booking_id = coalesce(p_booking_id, booking_id),
    unread_count_customer = unread_count_customer + (p_sender_role = 'artist')::integer,
    unread_count_artist = unread_count_artist + (p_sender_role = 'customer')::integer,
    opened_at_customer = coalesce(opened_at_customer, v_now),
    opened_at_artist = coalesce(opened_at_artist, v_now),
    archived_at_customer = NULL,
    archived_at_artist = NULL,
    version_customer = version_customer + 1,
    version_artist = version_artist + 1,
    changed_tx_customer = v_tx,
    changed_tx_artist = v_tx,
    updated_at = v_now
  WHERE id = p_conversation_id;

  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id])
  ON CONFLICT (tx) DO UPDATE SET conversation_ids = commits.conversation_ids || excluded.conversation_ids;
END $$;

-- As in 0012_write_conversations.sql, with messages that have images. A server of the version before misses the form it
-- knows, and writes one by one until it is replaced.
DROP FUNCTION write_conversations(uuid[], text[], text[], integer[], integer[], uuid[], uuid[], uuid[], text[], text[],
  uuid[], integer[], uuid[], bytea[], integer[]);

-- Conversations are named by their place in p_conversation_ids, which are distinct and in order. What is written to one
-- is a watermark or messages: of two updates of a row in one transaction, the second would check all its foreign keys.
-- No two messages have the same key: a repeat within a batch is the caller's to know, and so is whether two messages of
-- one conversation name the same image. Messages are people's; whatever else is appended goes by itself.
-- p_images holds what append_message gets as such, by message; null: this message has none, or none of them has any.
-- Answers one row for each write, n counting the watermarks first and then the messages, in the order they were given.
CREATE FUNCTION write_conversations(
  p_conversation_ids uuid[],
  p_sides text[], p_kinds text[], p_up_to_seqs integer[], p_watermark_places integer[],
  p_ids uuid[], p_client_message_ids uuid[], p_sender_ids uuid[], p_sender_roles text[], p_contents text[],
  p_booking_ids uuid[], p_booking_versions integer[], p_reply_to_ids uuid[], p_digests bytea[],
  p_message_places integer[], p_images jsonb[]
) RETURNS TABLE (
  n integer, outcome text,
  message_id uuid, message_seq integer, message_sent_at timestamptz(3), view_changed boolean,
  advanced_at timestamptz(3), delivered_advanced boolean, disclosed boolean,
  own_read_seq integer, own_unread_count integer, own_version integer, conversation_last_seq integer
) LANGUAGE plpgsql
-- The values are arrays of any length and the tables of any size: one plan, by index, is right for all of them. It may
-- have been made while the tables were empty, so that nothing told one index from another: LIMIT 1 and ORDER BY seq
-- below leave one choice. (A join by the conversation alone read all its messages for each new one.)
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  -- By place: whether the conversation is locked by us. Of the others, somebody else holds the lock.
  v_locked boolean[];
  v_now timestamptz(3);
BEGIN
  SELECT array_agg(c.id IS NOT NULL ORDER BY place) INTO v_locked
  FROM unnest(p_conversation_ids) WITH ORDINALITY AS given (id, place)
  LEFT JOIN LATERAL (
    SELECT id FROM conversations WHERE id = given.id FOR NO KEY UPDATE SKIP LOCKED
  ) c ON true;
  -- Taken after the locks, so that time never runs against seq.
  v_now := clock_timestamp();

  IF cardinality(p_watermark_places) > 0 THEN
    RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT w.n::integer, w.side, w.kind, w.up_to_seq, c.id, c.last_seq,
        CASE w.side WHEN 'customer' THEN c.customer_id ELSE c.artist_id END AS person_id,
        CASE w.side WHEN 'customer' THEN c.delivered_seq_customer ELSE c.delivered_seq_artist END AS delivered_seq,
        CASE w.side WHEN 'customer' THEN c.read_seq_customer ELSE c.read_seq_artist END AS read_seq,
        CASE w.side WHEN 'customer' THEN c.marked_unread_customer ELSE c.marked_unread_artist END AS marked_unread,
        CASE w.side WHEN 'customer' THEN c.unread_count_customer ELSE c.unread_count_artist END AS unread_count,
        CASE w.side WHEN 'customer' THEN c.version_customer ELSE c.version_artist END AS version
      FROM unnest(p_sides, p_kinds, p_up_to_seqs, p_watermark_places)
        WITH ORDINALITY AS w (side, kind, up_to_seq, place, n)
      LEFT JOIN conversations c ON c.id = p_conversation_ids[w.place] AND v_locked[w.place]
    ), judged AS MATERIALIZED (
      SELECT f.*, up_to_seq > delivered_seq AS raises_delivered, kind = 'read' AND up_to_seq > read_seq AS raises_read,
        CASE
          WHEN id IS NULL THEN 'held'
          WHEN up_to_seq > last_seq THEN 'ahead'
          WHEN up_to_seq <= delivered_seq AND (kind = 'delivered' OR (up_to_seq <= read_seq AND NOT marked_unread))
            THEN 'unchanged'
          ELSE 'advanced' END AS outcome
      FROM found f
    ), counted AS MATERIALIZED (
      SELECT j.*,
        outcome = 'advanced' AND raises_read
          AND (SELECT u.read_receipts FROM users u WHERE u.id = j.person_id) AS disclosed,
        CASE
          WHEN outcome <> 'advanced' OR NOT raises_read THEN unread_count
          WHEN up_to_seq = last_seq THEN 0
          ELSE (SELECT count(*)::integer FROM (
                  SELECT sender_role FROM messages WHERE conversation_id = j.id AND seq > j.up_to_seq ORDER BY seq
                ) m WHERE m.sender_role = CASE j.side WHEN 'customer' THEN 'artist' ELSE 'customer' END)
        END AS unread_left
      FROM judged j
    ), advanced AS NOT MATERIALIZED (
      SELECT * FROM counted WHERE outcome = 'advanced'
    ), kept AS (
      INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
      SELECT id, side, 'delivered', delivered_seq, up_to_seq, v_now, true, true FROM advanced WHERE raises_delivered
      UNION ALL
      SELECT id, side, 'read', read_seq, up_to_seq, v_now, disclosed, false FROM advanced WHERE raises_read
    ), updated AS (
      UPDATE conversations c SET
        delivered_seq_customer = CASE WHEN a.side = 'customer' THEN greatest(delivered_seq_customer, a.up_to_seq)
          ELSE delivered_seq_customer END,
        delivered_seq_artist = CASE WHEN a.side = 'artist' THEN greatest(delivered_seq_artist, a.up_to_seq)
          ELSE delivered_seq_artist END,
        read_seq_customer = CASE WHEN a.side = 'customer' AND a.raises_read THEN a.up_to_seq
          ELSE read_seq_customer END,
        read_seq_artist = CASE WHEN a.side = 'artist' AND a.raises_read THEN a.up_to_seq ELSE read_seq_artist END,
        shown_read_seq_customer = CASE WHEN a.side = 'customer' AND a.disclosed THEN a.up_to_seq
          ELSE shown_read_seq_customer END,
        shown_read_seq_artist = CASE WHEN a.side = 'artist' AND a.disclosed THEN a.up_to_seq
          ELSE shown_read_seq_artist END,
        marked_unread_customer = marked_unread_customer AND NOT (a.side = 'customer' AND a.kind = 'read'),
        marked_unread_artist = marked_unread_artist AND NOT (a.side = 'artist' AND a.kind = 'read'),
        unread_count_customer = CASE WHEN a.side = 'customer' THEN a.unread_left ELSE unread_count_customer END,
        unread_count_artist = CASE WHEN a.side = 'artist' THEN a.unread_left ELSE unread_count_artist END,
        version_customer = version_customer + (a.side = 'customer' OR a.raises_delivered OR a.disclosed)::integer,
        version_artist = version_artist + (a.side = 'artist' OR a.raises_delivered OR a.disclosed)::integer,
        changed_tx_customer = CASE WHEN a.side = 'customer' OR a.raises_delivered OR a.disclosed
          THEN pg_current_xact_id() ELSE changed_tx_customer END,
        changed_tx_artist = CASE WHEN a.side = 'artist' OR a.raises_delivered OR a.disclosed
          THEN pg_current_xact_id() ELSE changed_tx_artist END,
        updated_at = v_now
      FROM advanced a WHERE c.id = a.id
    ), committed AS (
      INSERT INTO commits (conversation_ids) SELECT array_agg(id) FROM advanced HAVING count(*) > 0
    )
    SELECT n, outcome, NULL::uuid, NULL::integer, NULL::timestamptz(3), NULL::boolean,
      v_now, raises_delivered, disclosed, greatest(read_seq, CASE WHEN outcome = 'advanced' AND raises_read THEN up_to_seq END),
      unread_left, version + (outcome = 'advanced')::integer, last_seq
    FROM counted;
  END IF;

  IF cardinality(p_message_places) > 0 THEN
    RETURN QUERY
    WITH judged AS MATERIALIZED (
      SELECT i.*, c.last_seq, c.booking_id AS conversation_booking_id,
        c.opened_at_customer IS NULL OR c.opened_at_artist IS NULL AS opens,
        greatest(v_now, c.last_message_at) AS sent_at,
        m.id AS known_id,
        CASE
          WHEN c.id IS NULL THEN 'held'
          -- A message whose digest was erased cannot be told from its repeat, and is taken as repeated.
          WHEN m.id IS NOT NULL THEN CASE WHEN m.digest IS NULL OR m.digest = i.digest THEN 'repeat' ELSE 'reused' END
          WHEN c.blocked_at_customer IS NOT NULL OR c.blocked_at_artist IS NOT NULL THEN 'blocked'
          WHEN c.status <> 'active' THEN 'closed'
          WHEN i.booking_id IS NOT NULL AND b.version IS NULL THEN 'booking_missing'
          WHEN b.version > i.booking_version THEN 'booking_changed'
          -- Nobody knows the id of a message of this very batch: it is told after the commit.
          WHEN i.reply_to_id IS NOT NULL AND (
            SELECT r.conversation_id FROM messages r WHERE r.id = i.reply_to_id LIMIT 1
          ) IS DISTINCT FROM c.id THEN 'reply_missing'
          WHEN p_images[i.n] IS NOT NULL AND NOT lock_images(c.id, i.sender_id, p_images[i.n]) THEN 'image_missing'
          ELSE 'created' END AS outcome
      FROM unnest(p_ids, p_client_message_ids, p_sender_ids, p_sender_roles, p_contents, p_booking_ids,
        p_booking_versions, p_reply_to_ids, p_digests, p_message_places) WITH ORDINALITY
        AS i (id, client_message_id, sender_id, sender_role, content, booking_id,
          booking_version, reply_to_id, digest, place, n)
      LEFT JOIN conversations c ON c.id = p_conversation_ids[i.place] AND v_locked[i.place]
      LEFT JOIN LATERAL (
        SELECT m.id, m.digest FROM messages m
         WHERE m.conversation_id = c.id AND m.sender_id = i.sender_id AND m.client_message_id = i.client_message_id
         LIMIT 1
      ) m ON true
      LEFT JOIN LATERAL (
        SELECT b.version, b.customer_id, b.artist_id FROM bookings b WHERE b.id = i.booking_id LIMIT 1
      ) b ON b.customer_id = c.customer_id AND b.artist_id = c.artist_id
    ), placed AS MATERIALIZED (
      SELECT j.*, p_conversation_ids[place] AS conversation_id, last_seq + row_number() OVER earlier::integer AS seq,
        (opens AND row_number() OVER earlier = 1) OR coalesce(
          booking_id <> coalesce(
            -- The booking of the conversation as the messages before this one left it.
            (array_agg(booking_id) FILTER (WHERE booking_id IS NOT NULL) OVER before)[
              count(booking_id) OVER before],
            conversation_booking_id),
          booking_id IS NOT NULL) AS view_changed
      FROM judged j
      -- Those that are refused have no place among those that are stored.
      WINDOW earlier AS (PARTITION BY place, outcome = 'created' ORDER BY n),
        before AS (PARTITION BY place, outcome = 'created' ORDER BY n
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), created AS NOT MATERIALIZED (
      SELECT * FROM placed WHERE outcome = 'created'
    ), stored AS (
      INSERT INTO messages (id, conversation_id, seq, client_message_id, sender_id, sender_role, message_type, content,
        images, booking_id, reply_to_id, digest, sent_at)
      SELECT id, conversation_id, seq, client_message_id, sender_id, sender_role,
        CASE WHEN p_images[n] IS NULL THEN 'text' ELSE 'image' END, content,
        coalesce(p_images[n], '[]'), booking_id, reply_to_id, digest, sent_at
      FROM created
    ), updated AS (
      UPDATE conversations c SET
        last_seq = p.seq,
        last_message_at = p.sent_at,
        booking_id = coalesce(p.booking_id, c.booking_id),
        unread_count_customer = unread_count_customer + p.from_artist,
        unread_count_artist = unread_count_artist + p.from_customer,
        opened_at_customer = coalesce(opened_at_customer, p.sent_at),
        opened_at_artist = coalesce(opened_at_artist, p.sent_at),
        archived_at_customer = NULL,
        archived_at_artist = NULL,
        version_customer = version_customer + p.messages,
        version_artist = version_artist + p.messages,
        changed_tx_customer = pg_current_xact_id(),
        changed_tx_artist = pg_current_xact_id(),
        updated_at = p.sent_at
      FROM (
        SELECT conversation_id, max(seq) AS seq, max(sent_at) AS sent_at, count(*)::integer AS messages,
          count(*) FILTER (WHERE sender_role = 'artist')::integer AS from_artist,
          count(*) FILTER (WHERE sender_role = 'customer')::integer AS from_customer,
          (array_agg(booking_id ORDER BY seq DESC) FILTER (WHERE booking_id IS NOT NULL))[1] AS booking_id
        FROM created GROUP BY conversation_id
      ) p WHERE c.id = p.conversation_id
    ), committed AS (
      INSERT INTO commits (conversation_ids)
      SELECT array_agg(DISTINCT conversation_id) FROM created HAVING count(*) > 0
      ON CONFLICT (tx) DO UPDATE SET conversation_ids = commits.conversation_ids || excluded.conversation_ids
    )
    SELECT cardinality(p_watermark_places) + n::integer, outcome, coalesce(known_id, id), seq, sent_at, view_changed,
      NULL::timestamptz(3), NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::integer, NULL::integer
    FROM placed;

    IF p_images IS NOT NULL THEN
      PERFORM claim_images(m.conversation_id, m.images, m.seq)
      FROM unnest(p_ids, p_images) AS i (id, images) JOIN messages m ON m.id = i.id WHERE i.images IS NOT NULL;
    END IF;
  END IF;
END $$;
