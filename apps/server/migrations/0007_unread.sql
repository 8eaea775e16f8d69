-- Counts the unread of both sides anew by their definition, messages of the other side after the read watermark, under
-- the lock. Outcomes: repaired (with how far each count was off), unchanged, held.
CREATE FUNCTION recount_unread(
  p_conversation_id uuid, OUT outcome text, OUT drift_customer integer, OUT drift_artist integer
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  v_tx xid8;
BEGIN
  SELECT * INTO c FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  SELECT c.unread_count_customer - count(*) FILTER (WHERE sender_role = 'artist' AND seq > c.read_seq_customer),
    c.unread_count_artist - count(*) FILTER (WHERE sender_role = 'customer' AND seq > c.read_seq_artist)
  INTO drift_customer, drift_artist FROM messages
   WHERE conversation_id = p_conversation_id AND seq > least(c.read_seq_customer, c.read_seq_artist);
  IF drift_customer = 0 AND drift_artist = 0 THEN outcome := 'unchanged'; RETURN; END IF;

  outcome := 'repaired';
  v_tx := pg_current_xact_id();
  UPDATE conversations SET
    unread_count_customer = unread_count_customer - drift_customer,
    unread_count_artist = unread_count_artist - drift_artist,
    version_customer = version_customer + (drift_customer <> 0)::integer,
    version_artist = version_artist + (drift_artist <> 0)::integer,
    changed_tx_customer = CASE WHEN drift_customer <> 0 THEN v_tx ELSE changed_tx_customer END,
    changed_tx_artist = CASE WHEN drift_artist <> 0 THEN v_tx ELSE changed_tx_artist END,
    updated_at = clock_timestamp()
  WHERE id = p_conversation_id;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
END $$;
