-- Finding what is unread, or unanswered, among a hundred thousand conversations: docs/adr/0019-filters-by-what-may-be.md.

-- The side whose answer the other one waits for: that did not write last. null: nobody has written yet.
CREATE FUNCTION waiting_side(p_conversation_id uuid) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE sender_role WHEN 'customer' THEN 'artist' ELSE 'customer' END FROM messages
   WHERE conversation_id = p_conversation_id AND sender_role <> 'system' ORDER BY seq DESC LIMIT 1
$$;

-- false: nothing is unread, marked as unread or waiting for this side. true says only that something may be: it is set with
-- the first such message and taken away by a job when the conversation has long been quiet, so that an exchange of
-- messages, which turns "unread" on and off all the time, still updates its row in place (HOT).
ALTER TABLE conversations
  ADD COLUMN attention_customer boolean NOT NULL DEFAULT true,
  ADD COLUMN attention_artist   boolean NOT NULL DEFAULT true,
  ADD CHECK (attention_customer OR (unread_count_customer = 0 AND NOT marked_unread_customer)),
  ADD CHECK (attention_artist OR (unread_count_artist = 0 AND NOT marked_unread_artist));

CREATE INDEX conversations_customer_attention ON conversations (customer_id, last_message_hour DESC)
  WHERE attention_customer AND archived_at_customer IS NULL;
CREATE INDEX conversations_artist_attention ON conversations (artist_id, last_message_hour DESC)
  WHERE attention_artist AND archived_at_artist IS NULL;

-- A trigger, so that nobody who counts or marks what is unread has to think of it. A message of the other side counts as
-- unread at first, so that what waits for an answer is among it. The condition is looked at without calling the function.
CREATE FUNCTION note_attention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.attention_customer := NEW.attention_customer OR NEW.unread_count_customer > 0 OR NEW.marked_unread_customer;
  NEW.attention_artist := NEW.attention_artist OR NEW.unread_count_artist > 0 OR NEW.marked_unread_artist;
  RETURN NEW;
END $$;

CREATE TRIGGER conversations_attention
  BEFORE UPDATE OF unread_count_customer, unread_count_artist, marked_unread_customer, marked_unread_artist
  ON conversations FOR EACH ROW
  WHEN ((NOT NEW.attention_customer AND (NEW.unread_count_customer > 0 OR NEW.marked_unread_customer))
     OR (NOT NEW.attention_artist AND (NEW.unread_count_artist > 0 OR NEW.marked_unread_artist)))
  EXECUTE FUNCTION note_attention();

-- Of the next p_limit conversations after an id, takes the attention away that nothing asks for any more, where nobody has
-- written for p_quiet; and answers the last it looked at. What is held stays for the next round. Nobody's view changes.
CREATE FUNCTION settle_attention(p_after_id uuid, p_limit integer, p_quiet interval, OUT last_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
  v_ids uuid[];
BEGIN
  SELECT max(id::text)::uuid, array_agg(id ORDER BY id) FILTER (WHERE quiet
      AND ((attention_customer AND NOT calls_customer AND waiting_side(id) IS DISTINCT FROM 'customer')
        OR (attention_artist AND NOT calls_artist AND waiting_side(id) IS DISTINCT FROM 'artist')))
    INTO last_id, v_ids
  FROM (
    SELECT id, attention_customer, attention_artist, last_message_at < clock_timestamp() - p_quiet AS quiet,
      unread_count_customer > 0 OR marked_unread_customer AS calls_customer,
      unread_count_artist > 0 OR marked_unread_artist AS calls_artist
    FROM conversations WHERE id > p_after_id ORDER BY id LIMIT p_limit
  ) next;
  IF v_ids IS NULL THEN RETURN; END IF;

  -- Locked first, then looked at again: a message may have come meanwhile.
  v_ids := ARRAY(SELECT id FROM conversations WHERE id = ANY (v_ids) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED);
  UPDATE conversations SET
    attention_customer = attention_customer AND (unread_count_customer > 0 OR marked_unread_customer
      OR waiting_side(id) IS NOT DISTINCT FROM 'customer'),
    attention_artist = attention_artist AND (unread_count_artist > 0 OR marked_unread_artist
      OR waiting_side(id) IS NOT DISTINCT FROM 'artist')
  WHERE id = ANY (v_ids);
END $$;
