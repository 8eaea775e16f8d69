-- A side's pinned conversations stand before the others: a handful, found by themselves. Messages touch no pin, so that
-- they still update their conversation in place (HOT).
CREATE INDEX conversations_customer_pinned ON conversations (customer_id) WHERE pinned_at_customer IS NOT NULL;
CREATE INDEX conversations_artist_pinned ON conversations (artist_id) WHERE pinned_at_artist IS NOT NULL;
ALTER TABLE conversations
  ADD CHECK (pinned_at_customer IS NULL OR archived_at_customer IS NULL),
  ADD CHECK (pinned_at_artist IS NULL OR archived_at_artist IS NULL);

-- What one side does to its own view; null: not named. p_as_of_seq is what the person had seen: with a newer message the
-- conversation is not archived. Of what is archived nothing is pinned. A p_muted_until of -infinity takes the mute away.
-- Outcomes: updated, unchanged (it stands like that already), full (the side has p_most_pins others pinned), held. The
-- other side's version and transaction stay.
DROP FUNCTION update_conversation(uuid, text, boolean, boolean, integer);
CREATE FUNCTION update_conversation(
  p_conversation_id uuid, p_side text, p_archived boolean, p_marked_unread boolean, p_as_of_seq integer,
  p_pinned boolean DEFAULT NULL, p_muted_until timestamptz(3) DEFAULT NULL, p_most_pins integer DEFAULT NULL,
  OUT outcome text
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_person_id uuid;
  v_archived_at timestamptz(3);
  v_pinned_at timestamptz(3);
  v_muted_until timestamptz(3);
  v_marked boolean;
  v_pins integer;
  v_now timestamptz(3) := clock_timestamp();
BEGIN
  SELECT * INTO c FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  v_archived_at := CASE WHEN v_customer THEN c.archived_at_customer ELSE c.archived_at_artist END;
  IF NOT p_archived THEN
    v_archived_at := NULL;
  ELSIF p_archived AND c.last_seq <= coalesce(p_as_of_seq, c.last_seq) THEN
    v_archived_at := coalesce(v_archived_at, v_now);
  END IF;
  v_marked := coalesce(p_marked_unread, CASE WHEN v_customer THEN c.marked_unread_customer ELSE c.marked_unread_artist END);
  v_muted_until := nullif(
    coalesce(p_muted_until, CASE WHEN v_customer THEN c.muted_until_customer ELSE c.muted_until_artist END), '-infinity');
  v_pinned_at := CASE WHEN v_customer THEN c.pinned_at_customer ELSE c.pinned_at_artist END;
  IF v_archived_at IS NOT NULL OR NOT p_pinned THEN
    v_pinned_at := NULL;
  ELSIF p_pinned AND v_pinned_at IS NULL THEN
    v_person_id := CASE WHEN v_customer THEN c.customer_id ELSE c.artist_id END;
    -- One after the other, so that two pins at the same time do not both take the last place. People are locked after
    -- conversations.
    PERFORM FROM users WHERE id = v_person_id FOR NO KEY UPDATE;
    IF v_customer THEN
      SELECT count(*) INTO v_pins FROM conversations
       WHERE customer_id = v_person_id AND pinned_at_customer IS NOT NULL;
    ELSE
      SELECT count(*) INTO v_pins FROM conversations
       WHERE artist_id = v_person_id AND pinned_at_artist IS NOT NULL;
    END IF;
    IF v_pins >= p_most_pins THEN outcome := 'full'; RETURN; END IF;
    v_pinned_at := v_now;
  END IF;

  IF v_customer THEN
    UPDATE conversations SET
      archived_at_customer = v_archived_at, marked_unread_customer = v_marked, pinned_at_customer = v_pinned_at,
      muted_until_customer = v_muted_until,
      version_customer = version_customer + 1, changed_tx_customer = pg_current_xact_id(), updated_at = v_now
    WHERE id = p_conversation_id
      AND (archived_at_customer, marked_unread_customer, pinned_at_customer, muted_until_customer)
        IS DISTINCT FROM (v_archived_at, v_marked, v_pinned_at, v_muted_until);
  ELSE
    UPDATE conversations SET
      archived_at_artist = v_archived_at, marked_unread_artist = v_marked, pinned_at_artist = v_pinned_at,
      muted_until_artist = v_muted_until,
      version_artist = version_artist + 1, changed_tx_artist = pg_current_xact_id(), updated_at = v_now
    WHERE id = p_conversation_id
      AND (archived_at_artist, marked_unread_artist, pinned_at_artist, muted_until_artist)
        IS DISTINCT FROM (v_archived_at, v_marked, v_pinned_at, v_muted_until);
  END IF;
  IF NOT FOUND THEN outcome := 'unchanged'; RETURN; END IF;
  INSERT INTO commits (conversation_ids) VALUES (ARRAY[p_conversation_id]);
  outcome := 'updated';
END $$;
