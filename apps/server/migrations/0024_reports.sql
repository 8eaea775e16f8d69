-- Reports of people and messages, and what administrators have decided of them: docs/adr/0031-reports.md.

CREATE TABLE reports (
  id               uuid PRIMARY KEY,
  conversation_id  uuid NOT NULL REFERENCES conversations (id),
  -- null: nobody, the marketplace noticed it.
  reporter_id      uuid,
  client_report_id uuid,
  reported_id      uuid NOT NULL,
  -- The message that is reported; null: the person is.
  seq              integer,
  reason           text NOT NULL,
  -- What the reporter wrote.
  note             text,
  created_at       timestamptz(3) NOT NULL DEFAULT now(),
  outcome          text CHECK (outcome IN ('dismissed', 'warned', 'suspended')),
  decided_by       uuid,
  decided_at       timestamptz(3),
  CHECK ((reporter_id IS NULL) = (client_report_id IS NULL)),
  CHECK ((decided_at IS NULL) = (outcome IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL))
);
CREATE UNIQUE INDEX reports_client_report_id ON reports (reporter_id, client_report_id);
CREATE INDEX reports_reporter ON reports (reporter_id, id);
CREATE INDEX reports_waiting ON reports (id) WHERE decided_at IS NULL;
CREATE INDEX reports_decided ON reports (id) WHERE decided_at IS NOT NULL;
-- What is noticed of a person waits once.
CREATE UNIQUE INDEX reports_noticed ON reports (reported_id, reason) WHERE reporter_id IS NULL AND decided_at IS NULL;

-- What stood around a report when it was made, by the revisions of then. The texts stay with the messages and what they were
-- before, so that erasing those erases them here.
CREATE TABLE report_messages (
  report_id       uuid NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
  conversation_id uuid NOT NULL,
  seq             integer NOT NULL,
  revision        integer NOT NULL,
  PRIMARY KEY (report_id, seq),
  FOREIGN KEY (conversation_id, seq) REFERENCES messages (conversation_id, seq)
);

-- As in 0020_privacy.sql, with what the person wrote to their reports.
CREATE OR REPLACE FUNCTION erase_person(p_user_id uuid, p_now timestamptz) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
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
  UPDATE reports SET note = NULL WHERE reporter_id = p_user_id;
  RETURN QUERY SELECT * FROM end_sessions(p_user_id, NULL, NULL, 'erased', p_now);
END $$;
