-- How many conversations a new account may begin, and to how many people one text may go: docs/adr/0032-first-contacts.md.

ALTER TABLE conversations
  -- Who began it; null: the marketplace did, or it was before this was written down.
  ADD COLUMN opened_by uuid;
CREATE INDEX conversations_opened_by ON conversations (opened_by, created_at) WHERE opened_by IS NOT NULL;

-- As in 0003_functions.sql: somebody whose account is not older than p_new_days begins p_most_new conversations in 24 hours.
-- Outcomes: created, opened, unchanged, held, person_missing, booking_missing, too_many (and when that will be over).
DROP FUNCTION open_conversation(uuid, uuid, uuid, text, uuid);
CREATE FUNCTION open_conversation(
  p_id uuid, p_customer_id uuid, p_artist_id uuid, p_side text, p_booking_id uuid,
  p_new_days integer DEFAULT 0, p_most_new integer DEFAULT NULL, OUT outcome text, OUT retry_after_ms integer
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_now timestamptz(3) := clock_timestamp();
  -- The other side sees the change too.
  v_shared boolean;
  v_opener_id uuid := CASE WHEN p_side = 'customer' THEN p_customer_id ELSE p_artist_id END;
  v_begun integer;
  v_first timestamptz(3);
BEGIN
  IF p_booking_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM bookings b WHERE b.id = p_booking_id AND b.customer_id = p_customer_id AND b.artist_id = p_artist_id
  ) THEN outcome := 'booking_missing'; RETURN; END IF;

  SELECT * INTO c FROM conversations WHERE id = p_id;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM users u WHERE u.id = p_customer_id AND 'customer' = ANY (u.roles))
       OR NOT EXISTS (SELECT FROM users u WHERE u.id = p_artist_id AND 'artist' = ANY (u.roles))
    THEN outcome := 'person_missing'; RETURN; END IF;
    IF EXISTS (SELECT FROM users WHERE id = v_opener_id AND created_at > v_now - p_new_days * interval '1 day') THEN
      -- One after the other, so that many at the same time do not all take the last place.
      PERFORM FROM users WHERE id = v_opener_id FOR NO KEY UPDATE;
      SELECT count(*), min(created_at) INTO v_begun, v_first FROM (
        SELECT created_at FROM conversations WHERE opened_by = v_opener_id AND created_at > v_now - interval '1 day'
        ORDER BY created_at DESC LIMIT p_most_new) latest;
      IF v_begun >= p_most_new THEN
        outcome := 'too_many';
        retry_after_ms := ceil(extract(epoch FROM v_first + interval '1 day' - v_now) * 1000);
        RETURN;
      END IF;
    END IF;
    INSERT INTO conversations (id, customer_id, artist_id, booking_id, opened_by, opened_at_customer, opened_at_artist)
    VALUES (p_id, p_customer_id, p_artist_id, p_booking_id, v_opener_id,
      CASE WHEN v_customer THEN v_now END, CASE WHEN NOT v_customer THEN v_now END)
    ON CONFLICT (id) DO NOTHING;
    IF FOUND THEN
      INSERT INTO commits (conversation_ids) VALUES (ARRAY[p_id]);
      outcome := 'created'; RETURN;
    END IF;
    SELECT * INTO c FROM conversations WHERE id = p_id;
  END IF;

  IF (CASE WHEN v_customer THEN c.opened_at_customer ELSE c.opened_at_artist END) IS NOT NULL
     AND (p_booking_id IS NULL OR c.booking_id IS NOT NULL) THEN
    outcome := 'unchanged'; RETURN;
  END IF;

  SELECT * INTO c FROM conversations WHERE id = p_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;
  v_shared := p_booking_id IS NOT NULL AND c.booking_id IS NULL;
  UPDATE conversations SET
    booking_id = coalesce(booking_id, p_booking_id),
    opened_at_customer = CASE WHEN v_customer THEN coalesce(opened_at_customer, v_now) ELSE opened_at_customer END,
    opened_at_artist = CASE WHEN v_customer THEN opened_at_artist ELSE coalesce(opened_at_artist, v_now) END,
    version_customer = version_customer + (v_customer OR v_shared)::integer,
    version_artist = version_artist + (NOT v_customer OR v_shared)::integer,
    changed_tx_customer = CASE WHEN v_customer OR v_shared THEN pg_current_xact_id() ELSE changed_tx_customer END,
    changed_tx_artist = CASE WHEN v_customer AND NOT v_shared THEN changed_tx_artist ELSE pg_current_xact_id() END,
    updated_at = v_now
  WHERE id = p_id;
  INSERT INTO commits (conversation_ids) VALUES (ARRAY[p_id]);
  outcome := 'opened';
END $$;

-- To whom texts went that were noticed to go to several people, for an hour.
CREATE TABLE copies (
  sender_id       uuid NOT NULL,
  -- Keyed, of the text's letters.
  digest          bytea NOT NULL,
  conversation_id uuid NOT NULL,
  at              timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (sender_id, digest, conversation_id)
);
CREATE INDEX copies_at ON copies (at);

-- As in 0023_contact_details.sql, with p_copy_digest: the text went to others before, and is counted to how many. Another
-- outcome: copied (to p_most_copies already).
DROP FUNCTION append_message(uuid, uuid, uuid, uuid, text, text, text, text, jsonb, uuid, integer, uuid, jsonb, bytea);
CREATE FUNCTION append_message(
  p_id uuid, p_conversation_id uuid, p_client_message_id uuid, p_sender_id uuid, p_sender_role text,
  p_type text, p_content text, p_masked_content text, p_images jsonb,
  p_booking_id uuid, p_booking_version integer, p_reply_to_id uuid, p_metadata jsonb, p_digest bytea,
  p_copy_digest bytea DEFAULT NULL, p_most_copies integer DEFAULT NULL,
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
  v_copies integer;
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
    -- To somebody who has written nothing, and with whom nothing is booked.
    IF p_copy_digest IS NOT NULL AND c.booked_at IS NULL AND NOT EXISTS (
      SELECT FROM messages m WHERE m.conversation_id = p_conversation_id
        AND m.sender_role = CASE p_sender_role WHEN 'customer' THEN 'artist' ELSE 'customer' END
    ) THEN
      -- One after the other, so that many at the same time do not all take the last place. People are locked after
      -- conversations.
      PERFORM FROM users WHERE id = p_sender_id FOR NO KEY UPDATE;
      SELECT count(*) INTO v_copies FROM copies
       WHERE sender_id = p_sender_id AND digest = p_copy_digest AND conversation_id <> p_conversation_id
         AND at > clock_timestamp() - interval '1 hour';
      IF v_copies >= p_most_copies THEN outcome := 'copied'; RETURN; END IF;
      INSERT INTO copies (sender_id, digest, conversation_id) VALUES (p_sender_id, p_copy_digest, p_conversation_id)
      ON CONFLICT (sender_id, digest, conversation_id) DO UPDATE SET at = DEFAULT;
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
