-- Exports and erasures of all that there is of a person, approved by a second administrator; legal holds; how long
-- messages are kept: docs/adr/0026-erasure.md.

CREATE TABLE proposals (
  id                 uuid PRIMARY KEY,
  kind               text NOT NULL CHECK (kind IN ('export', 'erasure')),
  state              text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'refused', 'approved', 'done')),
  person_id          uuid NOT NULL,
  case_id            text NOT NULL,
  proposed_by        uuid NOT NULL,
  proposed_at        timestamptz(3) NOT NULL DEFAULT now(),
  decided_by         uuid CHECK (decided_by <> proposed_by),
  decided_at         timestamptz(3),
  -- What the job knows: whether it has begun, the conversation up to which it has come, in order of id, and the message
  -- in the one after it; how many are done, and whether one was left out because of a hold.
  begun              boolean NOT NULL DEFAULT false,
  after_id           uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  after_seq          integer NOT NULL DEFAULT 0,
  conversations_done integer NOT NULL DEFAULT 0,
  skipped            boolean NOT NULL DEFAULT false,
  worked_at          timestamptz(3) NOT NULL DEFAULT 'epoch',
  done_at            timestamptz(3),
  -- Files of an export that there are.
  files              integer NOT NULL DEFAULT 0
);
CREATE INDEX proposals_proposed ON proposals (proposed_at);
CREATE INDEX proposals_approved ON proposals (worked_at) WHERE state = 'approved';
CREATE INDEX proposals_files ON proposals (done_at) WHERE files > 0;

CREATE TABLE holds (
  id        uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  case_id   text NOT NULL,
  placed_at timestamptz(3) NOT NULL DEFAULT now(),
  lifted_at timestamptz(3)
);
CREATE INDEX holds_person ON holds (person_id) WHERE lifted_at IS NULL;

-- Takes from a person what says who they are, and answers the sessions that end with it. What is left is an id. The log of
-- what administrators do keeps its entries; texts of it that name the person go, which the chain was made to bear.
CREATE FUNCTION erase_person(p_user_id uuid, p_now timestamptz) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
  person users;
BEGIN
  SELECT * INTO person FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  -- One word of the name is enough to have been searched for.
  DELETE FROM audit_texts t USING audit_log l
   WHERE l.seq = t.seq AND (l.subject_id = p_user_id OR l.action = 'person.find')
     AND (position(lower(person.email) IN lower(t.text)) > 0 OR t.text ~* (
       SELECT '\m(' || string_agg(regexp_replace(word, '[^[:alnum:]]', '\\\&', 'g'), '|') || ')\M'
       FROM regexp_split_to_table(trim(person.name), '\s+') AS word));
  UPDATE users SET
    name = 'Deleted', email = NULL, password_hash = NULL, external_id = id::text, time_zone = 'UTC', last_seen_at = NULL,
    show_presence = false, suspended_at = coalesce(suspended_at, p_now), updated_at = p_now
  WHERE id = p_user_id;
  UPDATE sessions SET device = '' WHERE user_id = p_user_id;
  RETURN QUERY SELECT * FROM end_sessions(p_user_id, NULL, NULL, 'erased', p_now);
END $$;

-- Up to which message those of a conversation have been kept for as long as they are to be kept, and were erased since.
CREATE TABLE expired (
  conversation_id uuid PRIMARY KEY,
  up_to_seq       integer NOT NULL
);

-- Takes from messages of a conversation, which is locked, text, images, digest, and all that they were before. Tombstones
-- stay in their places, so that seq has no gap.
CREATE FUNCTION wipe_messages(p_conversation_id uuid, p_seqs integer[]) RETURNS void LANGUAGE plpgsql AS $$
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
  UPDATE messages SET content = NULL, masked_content = NULL, images = '[]', digest = NULL, revision = revision + 1,
    deleted_at = coalesce(deleted_at, v_now)
  WHERE conversation_id = p_conversation_id AND seq = ANY (p_seqs);
  UPDATE conversations SET version_customer = version_customer + 1, version_artist = version_artist + 1,
    changed_tx_customer = v_tx, changed_tx_artist = v_tx, updated_at = v_now
  WHERE id = p_conversation_id;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
END $$;

-- Erases up to p_limit messages of one person in a conversation, and what they had uploaded and not sent. Outcomes: erased,
-- held (another transaction has the lock).
CREATE FUNCTION erase_messages(
  p_conversation_id uuid, p_sender_id uuid, p_limit integer, OUT outcome text, OUT erased integer
) LANGUAGE plpgsql AS $$
DECLARE
  v_seqs integer[];
BEGIN
  PERFORM FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; erased := 0; RETURN; END IF;
  outcome := 'erased';
  UPDATE images SET created_at = least(created_at, now() - interval '2 days')
   WHERE conversation_id = p_conversation_id AND uploader_id = p_sender_id AND message_seq IS NULL;

  v_seqs := ARRAY(
    SELECT seq FROM messages m WHERE conversation_id = p_conversation_id AND sender_id = p_sender_id
      AND (digest IS NOT NULL OR content IS NOT NULL OR images <> '[]' OR EXISTS (
        SELECT FROM message_revisions r WHERE r.conversation_id = m.conversation_id AND r.seq = m.seq
          AND (r.content IS NOT NULL OR r.images <> '[]')))
    ORDER BY seq LIMIT p_limit);
  erased := cardinality(v_seqs);
  IF erased > 0 THEN PERFORM wipe_messages(p_conversation_id, v_seqs); END IF;
END $$;

-- Erases what people wrote in a conversation before a moment, up to p_limit messages further than the last time. Outcomes
-- as above; erased counts what was gone through, the marketplace's messages, which stay, included.
CREATE FUNCTION expire_messages(
  p_conversation_id uuid, p_before timestamptz, p_limit integer, OUT outcome text, OUT erased integer
) LANGUAGE plpgsql AS $$
DECLARE
  v_from integer;
  v_seqs integer[];
BEGIN
  PERFORM FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; erased := 0; RETURN; END IF;
  outcome := 'erased';
  v_from := coalesce((SELECT up_to_seq FROM expired WHERE conversation_id = p_conversation_id), 0);
  -- Time never runs against seq: what is old enough is the beginning of what is left.
  erased := (SELECT count(*) FROM (
    SELECT FROM messages WHERE conversation_id = p_conversation_id AND seq > v_from AND seq <= v_from + p_limit
      AND sent_at < p_before) old);
  IF erased = 0 THEN RETURN; END IF;
  v_seqs := ARRAY(
    SELECT seq FROM messages WHERE conversation_id = p_conversation_id AND seq > v_from AND seq <= v_from + erased
      AND sender_role <> 'system');
  IF cardinality(v_seqs) > 0 THEN PERFORM wipe_messages(p_conversation_id, v_seqs); END IF;
  INSERT INTO expired (conversation_id, up_to_seq) VALUES (p_conversation_id, v_from + erased)
  ON CONFLICT (conversation_id) DO UPDATE SET up_to_seq = excluded.up_to_seq;
END $$;
