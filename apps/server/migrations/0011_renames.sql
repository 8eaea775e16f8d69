-- Whoever gets another name or time zone is seen by others under it, in conversations that are open too: the other
-- side's view of each of their conversations changes, as if somebody had changed it. There may be many, so that this
-- follows in pieces, and what is still to do stands here.
CREATE TABLE renames (
  user_id   uuid PRIMARY KEY REFERENCES users (id),
  -- The conversation up to which, in order of id, the new name has been spread.
  after_id  uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  worked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);

-- A trigger, so that nobody who changes people, be it by hand, has to think of it.
CREATE FUNCTION note_rename() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO renames (user_id) VALUES (NEW.id) ON CONFLICT (user_id) DO UPDATE SET after_id = excluded.after_id;
  RETURN NULL;
END $$;

CREATE TRIGGER users_renamed AFTER UPDATE OF name, time_zone ON users FOR EACH ROW
  WHEN ((OLD.name, OLD.time_zone) IS DISTINCT FROM (NEW.name, NEW.time_zone))
  EXECUTE FUNCTION note_rename();

-- Spreads one new name by up to p_limit conversations, of whoever has waited longest, and answers which. It stops before
-- a conversation that is held and goes on there another time, so that it waits for no lock. p_limit conversations are
-- locked at most, for as long as one update of them takes. progressed: there may be more to do at once.
CREATE FUNCTION spread_rename(p_limit integer, OUT conversation_ids uuid[], OUT progressed boolean)
LANGUAGE plpgsql AS $$
DECLARE
  r renames;
  v_ids uuid[];
  v_locked uuid[];
  v_held uuid;
  v_tx xid8;
BEGIN
  conversation_ids := '{}';
  progressed := false;
  SELECT * INTO r FROM renames ORDER BY worked_at LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN; END IF;

  v_ids := ARRAY(
    SELECT id FROM conversations
     WHERE (customer_id = r.user_id OR artist_id = r.user_id) AND id > r.after_id ORDER BY id LIMIT p_limit);
  v_locked := ARRAY(
    SELECT id FROM conversations WHERE id = ANY (v_ids) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED);
  SELECT id INTO v_held FROM unnest(v_ids) AS id WHERE id <> ALL (v_locked) ORDER BY id LIMIT 1;
  conversation_ids := ARRAY(SELECT id FROM unnest(v_locked) AS id WHERE v_held IS NULL OR id < v_held ORDER BY id);

  IF v_held IS NULL AND cardinality(v_ids) < p_limit THEN
    DELETE FROM renames WHERE user_id = r.user_id;
    progressed := true;
  ELSE
    progressed := cardinality(conversation_ids) > 0;
    UPDATE renames SET after_id = coalesce(conversation_ids[cardinality(conversation_ids)], after_id),
      worked_at = clock_timestamp()
    WHERE user_id = r.user_id;
  END IF;
  IF cardinality(conversation_ids) = 0 THEN RETURN; END IF;

  v_tx := pg_current_xact_id();
  UPDATE conversations SET
    version_customer = version_customer + (artist_id = r.user_id)::integer,
    version_artist = version_artist + (customer_id = r.user_id)::integer,
    changed_tx_customer = CASE WHEN artist_id = r.user_id THEN v_tx ELSE changed_tx_customer END,
    changed_tx_artist = CASE WHEN customer_id = r.user_id THEN v_tx ELSE changed_tx_artist END,
    updated_at = clock_timestamp()
  WHERE id = ANY (conversation_ids);
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, spread_rename.conversation_ids);
END $$;
