-- Blocks: the one thing that a side does to its own view and the other side sees.

-- As in 0013_pins_and_mutes.sql, with p_blocked: whether this side has blocked the other; null: not named. Outcomes: updated
-- (the other side's version and transaction stay), shared (both changed), unchanged, full, held.
DROP FUNCTION update_conversation(uuid, text, boolean, boolean, integer, boolean, timestamptz, integer);
CREATE FUNCTION update_conversation(
  p_conversation_id uuid, p_side text, p_archived boolean, p_marked_unread boolean, p_as_of_seq integer,
  p_pinned boolean DEFAULT NULL, p_muted_until timestamptz(3) DEFAULT NULL, p_most_pins integer DEFAULT NULL,
  p_blocked boolean DEFAULT NULL, OUT outcome text
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_person_id uuid;
  v_archived_at timestamptz(3);
  v_pinned_at timestamptz(3);
  v_muted_until timestamptz(3);
  v_blocked_at timestamptz(3);
  v_marked boolean;
  v_pins integer;
  -- The other side sees it too.
  v_shared boolean;
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
  v_blocked_at := CASE WHEN v_customer THEN c.blocked_at_customer ELSE c.blocked_at_artist END;
  v_shared := coalesce(p_blocked <> (v_blocked_at IS NOT NULL), false);
  IF v_shared THEN v_blocked_at := CASE WHEN p_blocked THEN v_now END; END IF;
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
      muted_until_customer = v_muted_until, blocked_at_customer = v_blocked_at,
      version_customer = version_customer + 1, changed_tx_customer = pg_current_xact_id(),
      version_artist = version_artist + v_shared::integer,
      changed_tx_artist = CASE WHEN v_shared THEN pg_current_xact_id() ELSE changed_tx_artist END, updated_at = v_now
    WHERE id = p_conversation_id
      AND (archived_at_customer, marked_unread_customer, pinned_at_customer, muted_until_customer, blocked_at_customer)
        IS DISTINCT FROM (v_archived_at, v_marked, v_pinned_at, v_muted_until, v_blocked_at);
  ELSE
    UPDATE conversations SET
      archived_at_artist = v_archived_at, marked_unread_artist = v_marked, pinned_at_artist = v_pinned_at,
      muted_until_artist = v_muted_until, blocked_at_artist = v_blocked_at,
      version_artist = version_artist + 1, changed_tx_artist = pg_current_xact_id(),
      version_customer = version_customer + v_shared::integer,
      changed_tx_customer = CASE WHEN v_shared THEN pg_current_xact_id() ELSE changed_tx_customer END, updated_at = v_now
    WHERE id = p_conversation_id
      AND (archived_at_artist, marked_unread_artist, pinned_at_artist, muted_until_artist, blocked_at_artist)
        IS DISTINCT FROM (v_archived_at, v_marked, v_pinned_at, v_muted_until, v_blocked_at);
  END IF;
  IF NOT FOUND THEN outcome := 'unchanged'; RETURN; END IF;
  INSERT INTO commits (conversation_ids) VALUES (ARRAY[p_conversation_id]);
  outcome := CASE WHEN v_shared THEN 'shared' ELSE 'updated' END;
END $$;
