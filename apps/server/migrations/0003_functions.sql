-- The writes of a conversation, one round trip each. Every function takes the conversation's row lock in its first
-- statement and only then looks: in a VOLATILE function each statement has a snapshot of its own, so what it reads
-- after the lock is what the last holder committed. (In one statement with a CTE the snapshot would be older than
-- the lock: seq would be skipped or a repeat answered with nothing.)
--
-- SKIP LOCKED: a conversation that somebody else holds is answered 'held'. The caller parks and retries it, and no
-- other conversation waits.

-- Stores one message. Outcomes: created, repeat (same client_message_id, same digest), reused (same id, other
-- digest), held, closed, blocked, booking_missing, booking_changed, reply_missing. Only 'created' writes anything.
CREATE FUNCTION append_message(
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

-- Raises a side's delivered or read watermark; reading raises delivered too, clears "marked unread" and counts the
-- unread anew. Outcomes: advanced, unchanged (already there), held, ahead (past last_seq).
-- At most one row per conversation, side and advance is written to the receipts.
CREATE FUNCTION advance_watermark(
  p_conversation_id uuid, p_side text, p_kind text, p_up_to_seq integer,
  OUT outcome text, OUT advanced_at timestamptz(3), OUT delivered_advanced boolean, OUT disclosed boolean,
  OUT own_read_seq integer, OUT own_unread_count integer, OUT own_version integer, OUT conversation_last_seq integer
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_delivered integer;
  v_read integer;
  v_shown integer;
  v_marked boolean;
  v_tx xid8;
BEGIN
  SELECT * INTO c FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;
  conversation_last_seq := c.last_seq;
  IF p_up_to_seq > c.last_seq THEN outcome := 'ahead'; RETURN; END IF;

  IF v_customer THEN
    v_delivered := c.delivered_seq_customer; v_read := c.read_seq_customer; v_shown := c.shown_read_seq_customer;
    v_marked := c.marked_unread_customer;
    own_unread_count := c.unread_count_customer; own_version := c.version_customer;
  ELSE
    v_delivered := c.delivered_seq_artist; v_read := c.read_seq_artist; v_shown := c.shown_read_seq_artist;
    v_marked := c.marked_unread_artist;
    own_unread_count := c.unread_count_artist; own_version := c.version_artist;
  END IF;
  own_read_seq := v_read;
  delivered_advanced := p_up_to_seq > v_delivered;
  disclosed := false;

  IF NOT delivered_advanced AND (p_kind = 'delivered' OR (p_up_to_seq <= v_read AND NOT v_marked)) THEN
    outcome := 'unchanged'; RETURN;
  END IF;

  outcome := 'advanced';
  advanced_at := clock_timestamp()::timestamptz(3);
  v_tx := pg_current_xact_id();

  IF delivered_advanced THEN
    INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
    VALUES (p_conversation_id, p_side, 'delivered', v_delivered, p_up_to_seq, advanced_at, true, true);
    v_delivered := p_up_to_seq;
  END IF;

  IF p_kind = 'read' THEN
    v_marked := false;
    IF p_up_to_seq > v_read THEN
      SELECT u.read_receipts INTO disclosed FROM users u
       WHERE u.id = CASE WHEN v_customer THEN c.customer_id ELSE c.artist_id END;
      INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
      VALUES (p_conversation_id, p_side, 'read', v_read, p_up_to_seq, advanced_at, disclosed, false);
      v_read := p_up_to_seq;
      IF disclosed THEN v_shown := p_up_to_seq; END IF;
      own_unread_count := CASE WHEN p_up_to_seq = c.last_seq THEN 0 ELSE (
        SELECT count(*) FROM messages m
         WHERE m.conversation_id = p_conversation_id AND m.seq > p_up_to_seq
           AND m.sender_role = CASE WHEN v_customer THEN 'artist' ELSE 'customer' END) END;
    END IF;
    own_read_seq := v_read;
  END IF;
  own_version := own_version + 1;

  IF v_customer THEN
    UPDATE conversations SET
      delivered_seq_customer = v_delivered, read_seq_customer = v_read, shown_read_seq_customer = v_shown,
      marked_unread_customer = v_marked, unread_count_customer = own_unread_count,
      version_customer = own_version, changed_tx_customer = v_tx,
      version_artist = version_artist + (delivered_advanced OR disclosed)::integer,
      changed_tx_artist = CASE WHEN delivered_advanced OR disclosed THEN v_tx ELSE changed_tx_artist END,
      updated_at = advanced_at
    WHERE id = p_conversation_id;
  ELSE
    UPDATE conversations SET
      delivered_seq_artist = v_delivered, read_seq_artist = v_read, shown_read_seq_artist = v_shown,
      marked_unread_artist = v_marked, unread_count_artist = own_unread_count,
      version_artist = own_version, changed_tx_artist = v_tx,
      version_customer = version_customer + (delivered_advanced OR disclosed)::integer,
      changed_tx_customer = CASE WHEN delivered_advanced OR disclosed THEN v_tx ELSE changed_tx_customer END,
      updated_at = advanced_at
    WHERE id = p_conversation_id;
  END IF;

  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
END $$;

-- Gets or creates the conversation of a pair and opens it for one side. A booking becomes its context when it has
-- none yet: opening a conversation from another booking changes nothing for the other person before a message does.
-- Outcomes: created, opened (this side sees it now, or it has a booking now), unchanged, held, person_missing (one of
-- the two cannot take that side), booking_missing (not a booking of this pair).
CREATE FUNCTION open_conversation(
  p_id uuid, p_customer_id uuid, p_artist_id uuid, p_side text, p_booking_id uuid, OUT outcome text
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_now timestamptz(3) := clock_timestamp();
  -- The other side sees the change too.
  v_shared boolean;
BEGIN
  IF p_booking_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM bookings b WHERE b.id = p_booking_id AND b.customer_id = p_customer_id AND b.artist_id = p_artist_id
  ) THEN outcome := 'booking_missing'; RETURN; END IF;

  SELECT * INTO c FROM conversations WHERE id = p_id;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM users u WHERE u.id = p_customer_id AND 'customer' = ANY (u.roles))
       OR NOT EXISTS (SELECT FROM users u WHERE u.id = p_artist_id AND 'artist' = ANY (u.roles))
    THEN outcome := 'person_missing'; RETURN; END IF;
    INSERT INTO conversations (id, customer_id, artist_id, booking_id, opened_at_customer, opened_at_artist)
    VALUES (p_id, p_customer_id, p_artist_id, p_booking_id,
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

-- Changes a booking's status and writes the system message of the change, in one transaction. The conversation is
-- created when the pair has none, and locked before the booking, like everywhere.
-- Outcomes: changed, repeat (this very change was made before), booking_changed (another version), held.
-- p_client_message_id is the UUIDv5 of (booking, new version): once per change, though states recur.
CREATE FUNCTION update_booking_status(
  p_booking_id uuid, p_version integer, p_status text, p_actor_id uuid, p_conversation_id uuid,
  p_message_id uuid, p_client_message_id uuid, p_content text,
  OUT outcome text, OUT message_seq integer, OUT message_sent_at timestamptz(3), OUT from_status text
) LANGUAGE plpgsql AS $$
DECLARE
  b bookings;
  v_appended record;
BEGIN
  INSERT INTO conversations (id, customer_id, artist_id)
  SELECT p_conversation_id, customer_id, artist_id FROM bookings WHERE id = p_booking_id
  ON CONFLICT (id) DO NOTHING;
  PERFORM FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  SELECT * INTO b FROM bookings WHERE id = p_booking_id FOR NO KEY UPDATE;
  IF b.version = p_version + 1 AND b.status = p_status THEN outcome := 'repeat'; RETURN; END IF;
  IF b.version <> p_version THEN outcome := 'booking_changed'; RETURN; END IF;

  UPDATE bookings SET status = p_status, version = version + 1, changed_tx = pg_current_xact_id(),
    updated_at = clock_timestamp()
  WHERE id = p_booking_id;

  SELECT * INTO v_appended FROM append_message(
    p_message_id, p_conversation_id, p_client_message_id, '00000000-0000-0000-0000-000000000001', 'system',
    'system', p_content, NULL, '[]', p_booking_id, NULL, NULL,
    jsonb_build_object('kind', 'booking_status', 'bookingId', p_booking_id, 'version', p_version + 1,
      'from', b.status, 'to', p_status, 'actorId', p_actor_id), NULL);
  outcome := 'changed';
  message_seq := v_appended.message_seq;
  message_sent_at := v_appended.message_sent_at;
  from_status := b.status;
END $$;
