-- People and bookings that the host marketplace brings over. Its own version of each row says what is new: what comes
-- late or twice changes nothing.

-- null: only tokens, or the built-in sign-in, have told of this person.
ALTER TABLE users ADD COLUMN host_version bigint;

-- A status may come by itself and overtake the rest of its booking, or the other way round: each has a version.
ALTER TABLE bookings
  ADD COLUMN host_version        bigint,
  ADD COLUMN host_status_version bigint;

-- Makes or changes a booking of the host marketplace, but for the status of one that is there, which
-- update_booking_status changes. A booking's version rises with every change that a person could see.
-- Outcomes: created, changed, shown (changed, and the pair's conversation shows it), noted (a newer version that says
-- the same), old (this or a newer version had been here), parties_fixed, code_taken, held.
CREATE FUNCTION put_host_booking(
  p_id uuid, p_issuer text, p_external_id text, p_host_version bigint, p_code text, p_customer_id uuid,
  p_artist_id uuid, p_title text, p_starts_at timestamptz(3), p_ends_at timestamptz(3), p_price bigint,
  p_currency char(3), p_status text, p_conversation_id uuid, OUT outcome text
) LANGUAGE plpgsql AS $$
DECLARE
  b bookings;
  v_tx xid8;
BEGIN
  -- Conversations are locked before bookings, like everywhere; a pair without one has nothing to lock.
  PERFORM FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND AND EXISTS (SELECT FROM conversations WHERE id = p_conversation_id) THEN
    outcome := 'held'; RETURN;
  END IF;

  SELECT * INTO b FROM bookings WHERE issuer = p_issuer AND external_id = p_external_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    INSERT INTO bookings (id, issuer, external_id, code, customer_id, artist_id, title, starts_at, ends_at, price,
      currency, status, host_version, host_status_version)
    VALUES (p_id, p_issuer, p_external_id, p_code, p_customer_id, p_artist_id, p_title, p_starts_at, p_ends_at,
      p_price, p_currency, p_status, p_host_version, p_host_version)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN outcome := 'created'; RETURN; END IF;
    -- Somebody else has made it meanwhile, or another booking has its code.
    SELECT * INTO b FROM bookings WHERE issuer = p_issuer AND external_id = p_external_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'code_taken'; RETURN; END IF;
  END IF;

  IF b.customer_id <> p_customer_id OR b.artist_id <> p_artist_id THEN outcome := 'parties_fixed'; RETURN; END IF;
  IF b.host_version >= p_host_version THEN outcome := 'old'; RETURN; END IF;
  IF EXISTS (SELECT FROM bookings WHERE issuer = p_issuer AND code = p_code AND id <> b.id) THEN
    outcome := 'code_taken'; RETURN;
  END IF;

  UPDATE bookings SET
    host_version = p_host_version,
    -- The status as it is, told anew, needs no message.
    host_status_version = CASE WHEN status = p_status THEN greatest(host_status_version, p_host_version)
                          ELSE host_status_version END
  WHERE id = b.id;
  IF (b.code, b.title, b.starts_at, b.ends_at, b.price, b.currency)
     IS NOT DISTINCT FROM (p_code, p_title, p_starts_at, p_ends_at, p_price, p_currency) THEN
    outcome := 'noted'; RETURN;
  END IF;

  v_tx := pg_current_xact_id();
  UPDATE bookings SET
    code = p_code, title = p_title, starts_at = p_starts_at, ends_at = p_ends_at, price = p_price,
    currency = p_currency, version = version + 1, changed_tx = v_tx, updated_at = clock_timestamp()
  WHERE id = b.id;
  UPDATE conversations SET
    version_customer = version_customer + 1, version_artist = version_artist + 1,
    changed_tx_customer = v_tx, changed_tx_artist = v_tx, updated_at = clock_timestamp()
  WHERE id = p_conversation_id AND booking_id = b.id;
  IF NOT FOUND THEN outcome := 'changed'; RETURN; END IF;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
  outcome := 'shown';
END $$;

-- As before, and for the host marketplace, which names its own version of the status as well. Then also: old (this or a
-- newer one had been here), noted (a newer one that says the same; no message).
DROP FUNCTION update_booking_status(uuid, integer, text, uuid, uuid, uuid, uuid, text);
CREATE FUNCTION update_booking_status(
  p_booking_id uuid, p_version integer, p_status text, p_actor_id uuid, p_conversation_id uuid,
  p_message_id uuid, p_client_message_id uuid, p_content text, p_host_version bigint DEFAULT NULL,
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
  IF b.host_status_version >= p_host_version THEN outcome := 'old'; RETURN; END IF;
  IF p_host_version IS NOT NULL AND b.status = p_status THEN
    UPDATE bookings SET host_status_version = p_host_version WHERE id = p_booking_id;
    outcome := 'noted'; RETURN;
  END IF;
  IF b.version = p_version + 1 AND b.status = p_status THEN outcome := 'repeat'; RETURN; END IF;
  IF b.version <> p_version THEN outcome := 'booking_changed'; RETURN; END IF;

  UPDATE bookings SET status = p_status, version = version + 1, changed_tx = pg_current_xact_id(),
    host_status_version = coalesce(p_host_version, host_status_version), updated_at = clock_timestamp()
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
