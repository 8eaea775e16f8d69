-- Editing and unsending messages, and what each side does to its own view of a conversation. The functions are made
-- like those of 0003_functions.sql: lock first, then look.

-- What makes an edit happen once, however often it is sent; null for an unsend, which is once by itself.
ALTER TABLE message_revisions ADD COLUMN edit_id uuid;
CREATE UNIQUE INDEX message_revisions_edit_id ON message_revisions (conversation_id, seq, edit_id)
  WHERE edit_id IS NOT NULL;
-- What was revised in a conversation since a snapshot.
CREATE INDEX message_revisions_changed ON message_revisions (conversation_id, changed_tx);

-- Gives a message, whose conversation is locked, its next revision and keeps what it was.
CREATE FUNCTION revise_message(
  m messages, p_edit_id uuid, p_content text, p_masked_content text, p_images jsonb,
  p_edited_at timestamptz(3), p_deleted_at timestamptz(3)
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
    edited_at = p_edited_at, deleted_at = p_deleted_at
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

-- Changes the text of a message of the sender's own. Outcomes: edited, repeat (this very edit was made before), held,
-- missing (not a message of theirs), deleted, too_late, blocked, closed. Only 'edited' writes anything.
CREATE FUNCTION edit_message(
  p_conversation_id uuid, p_client_message_id uuid, p_sender_id uuid, p_edit_id uuid, p_content text,
  p_masked_content text, p_window interval, OUT outcome text, OUT message_id uuid
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
    PERFORM revise_message(m, p_edit_id, p_content, p_masked_content, m.images, v_now, NULL);
  END IF;
END $$;

-- Takes a message of the sender's own back: what is left is its place. Its digest stays, so that a late repeat of the
-- send is known as one. Outcomes: unsent, repeat (it was unsent before), held, missing, too_late. Only 'unsent' writes
-- anything; neither a block nor a closed conversation keeps anybody from it.
CREATE FUNCTION unsend_message(
  p_conversation_id uuid, p_client_message_id uuid, p_sender_id uuid, p_window interval,
  OUT outcome text, OUT message_id uuid
) LANGUAGE plpgsql AS $$
DECLARE
  m messages;
  v_now timestamptz(3) := clock_timestamp();
BEGIN
  PERFORM FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  SELECT * INTO m FROM messages
   WHERE conversation_id = p_conversation_id AND sender_id = p_sender_id AND client_message_id = p_client_message_id;
  IF NOT FOUND THEN outcome := 'missing'; RETURN; END IF;
  message_id := m.id;
  outcome := CASE
    WHEN m.deleted_at IS NOT NULL THEN 'repeat'
    WHEN v_now > m.sent_at + p_window THEN 'too_late'
    ELSE 'unsent' END;
  IF outcome = 'unsent' THEN
    PERFORM revise_message(m, NULL, NULL, NULL, '[]', m.edited_at, v_now);
  END IF;
END $$;

-- What one side does to its own view: archives it or brings it back, marks it as unread or takes the mark away; null:
-- not named. p_as_of_seq is what the person had seen: with a newer message the conversation is not archived. Outcomes:
-- updated, unchanged (it stands like that already), held. The other side's version and transaction stay.
CREATE FUNCTION update_conversation(
  p_conversation_id uuid, p_side text, p_archived boolean, p_marked_unread boolean, p_as_of_seq integer,
  OUT outcome text
) LANGUAGE plpgsql AS $$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_archived_at timestamptz(3);
  v_marked boolean;
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

  IF v_customer THEN
    UPDATE conversations SET
      archived_at_customer = v_archived_at, marked_unread_customer = v_marked,
      version_customer = version_customer + 1, changed_tx_customer = pg_current_xact_id(), updated_at = v_now
    WHERE id = p_conversation_id
      AND (archived_at_customer, marked_unread_customer) IS DISTINCT FROM (v_archived_at, v_marked);
  ELSE
    UPDATE conversations SET
      archived_at_artist = v_archived_at, marked_unread_artist = v_marked,
      version_artist = version_artist + 1, changed_tx_artist = pg_current_xact_id(), updated_at = v_now
    WHERE id = p_conversation_id
      AND (archived_at_artist, marked_unread_artist) IS DISTINCT FROM (v_archived_at, v_marked);
  END IF;
  IF NOT FOUND THEN outcome := 'unchanged'; RETURN; END IF;
  INSERT INTO commits (conversation_ids) VALUES (ARRAY[p_conversation_id]);
  outcome := 'updated';
END $$;

-- A list shows either what is archived or what is not. Archiving changes rarely, so that a message still updates its
-- conversation in place (HOT), and a row is in one of the two indexes.
DROP INDEX conversations_customer, conversations_artist;
CREATE INDEX conversations_customer_listed ON conversations (customer_id, last_message_hour DESC)
  WHERE archived_at_customer IS NULL;
CREATE INDEX conversations_artist_listed ON conversations (artist_id, last_message_hour DESC)
  WHERE archived_at_artist IS NULL;
CREATE INDEX conversations_customer_archived ON conversations (customer_id, last_message_hour DESC)
  WHERE archived_at_customer IS NOT NULL;
CREATE INDEX conversations_artist_archived ON conversations (artist_id, last_message_hour DESC)
  WHERE archived_at_artist IS NOT NULL;
