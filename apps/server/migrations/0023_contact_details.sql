-- Contact details in messages are told to the other side, or hidden from it, until a booking of the two has been accepted:
-- docs/adr/0030-warn-or-mask.md. What was found stands in the message's metadata, `{ "kind": "caution", "kinds": [...] }`.

ALTER TABLE conversations
  -- When a booking of the two was first accepted; null: none yet.
  ADD COLUMN booked_at timestamptz(3);

CREATE FUNCTION is_booked(p_customer_id uuid, p_artist_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM bookings WHERE customer_id = p_customer_id AND artist_id = p_artist_id
    AND status IN ('accepted', 'completed', 'no_show'))
$$;
UPDATE conversations SET booked_at = now() WHERE is_booked(customer_id, artist_id);

-- What is still hidden in a conversation.
CREATE INDEX messages_masked ON messages (conversation_id, seq) WHERE masked_content IS NOT NULL;

CREATE FUNCTION note_booked_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.booked_at := CASE WHEN is_booked(NEW.customer_id, NEW.artist_id) THEN now() END;
  RETURN NEW;
END $$;
CREATE TRIGGER conversations_booked BEFORE INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION note_booked_before();

-- Shows what was hidden. Each message so becomes another revision, by which clients and other servers find it.
CREATE FUNCTION note_booked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_id uuid;
  v_tx xid8 := pg_current_xact_id();
  v_now timestamptz(3) := clock_timestamp();
BEGIN
  -- Whoever changes a booking's status holds this lock already.
  SELECT id INTO v_id FROM conversations
   WHERE customer_id = NEW.customer_id AND artist_id = NEW.artist_id AND booked_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO message_revisions (conversation_id, seq, revision, message_type, content, masked_content, images, actor_id,
    replaced_at, changed_tx)
  SELECT conversation_id, seq, revision, message_type, content, masked_content, images, sender_id, v_now, v_tx
  FROM messages WHERE conversation_id = v_id AND masked_content IS NOT NULL;
  UPDATE messages SET masked_content = NULL, revision = revision + 1
   WHERE conversation_id = v_id AND masked_content IS NOT NULL;
  UPDATE conversations SET booked_at = v_now,
    version_customer = version_customer + 1, version_artist = version_artist + 1,
    changed_tx_customer = v_tx, changed_tx_artist = v_tx, updated_at = v_now
  WHERE id = v_id;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[v_id])
  ON CONFLICT (tx) DO UPDATE SET conversation_ids = commits.conversation_ids || excluded.conversation_ids;
  RETURN NULL;
END $$;
CREATE TRIGGER bookings_accepted AFTER INSERT OR UPDATE OF status ON bookings FOR EACH ROW
  WHEN (NEW.status IN ('accepted', 'completed', 'no_show')) EXECUTE FUNCTION note_booked();

-- As in 0014_images.sql: what is told or hidden of a text is so only where nothing has been booked.
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
  -- What people wrote is told or hidden while no booking of the two has been accepted.
  v_guarded boolean;
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
  v_guarded := p_type = 'system' OR c.booked_at IS NULL;
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
    CASE WHEN v_guarded THEN p_masked_content END, p_images, p_booking_id, p_reply_to_id,
    CASE WHEN v_guarded THEN p_metadata END, p_digest, v_now);
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

-- As in 0005_edits.sql, with p_metadata: what was found in the new text. A tombstone has none.
DROP FUNCTION revise_message(messages, uuid, text, text, jsonb, timestamptz, timestamptz);
CREATE FUNCTION revise_message(
  m messages, p_edit_id uuid, p_content text, p_masked_content text, p_images jsonb,
  p_edited_at timestamptz(3), p_deleted_at timestamptz(3), p_metadata jsonb DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_tx xid8 := pg_current_xact_id();
  v_now timestamptz(3) := coalesce(p_deleted_at, p_edited_at);
BEGIN
  INSERT INTO message_revisions (conversation_id, seq, revision, message_type, content, masked_content, images,
    actor_id, edit_id, replaced_at, changed_tx)
  VALUES (m.conversation_id, m.seq, m.revision, m.message_type, m.content, m.masked_content, m.images,
    m.sender_id, p_edit_id, v_now, v_tx);

  UPDATE messages SET
    content = p_content, masked_content = p_masked_content, images = p_images, revision = m.revision + 1,
    edited_at = p_edited_at, deleted_at = p_deleted_at, metadata = p_metadata
  WHERE conversation_id = m.conversation_id AND seq = m.seq;

  UPDATE conversations SET
    version_customer = version_customer + 1,
    version_artist = version_artist + 1,
    changed_tx_customer = v_tx,
    changed_tx_artist = v_tx,
    updated_at = v_now
  WHERE id = m.conversation_id;

  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[m.conversation_id]);
END $$;

DROP FUNCTION edit_message(uuid, uuid, uuid, uuid, text, text, interval);
CREATE FUNCTION edit_message(
  p_conversation_id uuid, p_client_message_id uuid, p_sender_id uuid, p_edit_id uuid, p_content text,
  p_masked_content text, p_window interval, p_metadata jsonb DEFAULT NULL, OUT outcome text, OUT message_id uuid
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  m messages;
  v_now timestamptz(3) := clock_timestamp();
BEGIN
  SELECT * INTO c FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  SELECT * INTO m FROM messages
   WHERE conversation_id = p_conversation_id AND sender_id = p_sender_id AND client_message_id = p_client_message_id;
  IF NOT FOUND THEN outcome := 'missing'; RETURN; END IF;
  message_id := m.id;
  outcome := CASE
    WHEN EXISTS (SELECT FROM message_revisions r
      WHERE r.conversation_id = m.conversation_id AND r.seq = m.seq AND r.edit_id = p_edit_id) THEN 'repeat'
    WHEN m.deleted_at IS NOT NULL THEN 'deleted'
    WHEN v_now > m.sent_at + p_window THEN 'too_late'
    WHEN c.blocked_at_customer IS NOT NULL OR c.blocked_at_artist IS NOT NULL THEN 'blocked'
    WHEN c.status <> 'active' THEN 'closed'
    ELSE 'edited' END;
  IF outcome = 'edited' THEN
    PERFORM revise_message(m, p_edit_id, p_content, CASE WHEN c.booked_at IS NULL THEN p_masked_content END, m.images,
      v_now, NULL, CASE WHEN c.booked_at IS NULL THEN p_metadata END);
  END IF;
END $$;

-- As in 0020_privacy.sql, with what was found in a text, which goes with it. All of these messages are people's.
CREATE OR REPLACE FUNCTION wipe_messages(p_conversation_id uuid, p_seqs integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_tx xid8 := pg_current_xact_id();
  v_now timestamptz(3) := clock_timestamp();
BEGIN
  -- Whoever reaps images takes these for ones that nobody has claimed.
  UPDATE images SET message_seq = NULL, swept = false, created_at = least(created_at, v_now - interval '2 days')
   WHERE conversation_id = p_conversation_id AND message_seq = ANY (p_seqs);
  UPDATE message_revisions SET content = NULL, masked_content = NULL, images = '[]'
   WHERE conversation_id = p_conversation_id AND seq = ANY (p_seqs);
  -- A revision of its own, by which clients and other servers find what has changed.
  INSERT INTO message_revisions (conversation_id, seq, revision, message_type, content, masked_content, images, actor_id,
    replaced_at, changed_tx)
  SELECT conversation_id, seq, revision, message_type, NULL, NULL, '[]', sender_id, v_now, v_tx
  FROM messages WHERE conversation_id = p_conversation_id AND seq = ANY (p_seqs);
  UPDATE messages SET content = NULL, masked_content = NULL, images = '[]', metadata = NULL, digest = NULL,
    revision = revision + 1, deleted_at = coalesce(deleted_at, v_now)
  WHERE conversation_id = p_conversation_id AND seq = ANY (p_seqs);
  UPDATE conversations SET version_customer = version_customer + 1, version_artist = version_artist + 1,
    changed_tx_customer = v_tx, changed_tx_artist = v_tx, updated_at = v_now
  WHERE id = p_conversation_id;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
END $$;
