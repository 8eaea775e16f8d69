-- Administrators find conversations and people, and open one conversation under a case: docs/adr/0025-break-glass.md.

-- What an administrator has open. Why stands in the audit log, in the entry that was written before this row.
CREATE TABLE openings (
  id              uuid PRIMARY KEY,
  admin_id        uuid NOT NULL,
  conversation_id uuid NOT NULL,
  case_id         text NOT NULL,
  opened_at       timestamptz(3) NOT NULL,
  expires_at      timestamptz(3) NOT NULL
);
CREATE INDEX openings_admin ON openings (admin_id, expires_at);

-- All conversations by newest, as the lists of people are: by an hour that changes rarely, so that messages still update
-- their conversation in place. The few that are closed or blocked are found without walking through the others.
CREATE INDEX conversations_all ON conversations (last_message_hour DESC);
CREATE INDEX conversations_closed ON conversations (last_message_hour DESC) WHERE status = 'closed';
CREATE INDEX conversations_blocked ON conversations (last_message_hour DESC)
  WHERE blocked_at_customer IS NOT NULL OR blocked_at_artist IS NOT NULL;

CREATE INDEX bookings_code ON bookings (code);

-- The words of a name without accents. normalize makes them letters and marks, and the marks go.
CREATE FUNCTION name_words(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('simple', regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g'))
$$;
CREATE INDEX users_name_words ON users USING gin (name_words(name));
CREATE INDEX users_any_email ON users (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX users_external_id ON users (external_id);

-- A message as it was, for administrators: with reads that were not shown, too, and with all that it was before.
CREATE VIEW overseen_messages AS
SELECT m.*,
  (SELECT r.at FROM receipts r
    WHERE r.conversation_id = m.conversation_id AND r.kind = 'delivered' AND r.up_to_seq >= m.seq
      AND r.side = CASE m.sender_role WHEN 'customer' THEN 'artist' WHEN 'artist' THEN 'customer' END
    ORDER BY r.up_to_seq LIMIT 1) AS delivered_at,
  (SELECT r.at FROM receipts r
    WHERE r.conversation_id = m.conversation_id AND r.kind = 'read' AND r.up_to_seq >= m.seq
      AND r.side = CASE m.sender_role WHEN 'customer' THEN 'artist' WHEN 'artist' THEN 'customer' END
    ORDER BY r.up_to_seq LIMIT 1) AS shown_read_at,
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
      'revision', r.revision, 'type', r.message_type, 'content', r.content, 'images', r.images,
      'replacedAt', to_char(r.replaced_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'actorId', r.actor_id
    ) ORDER BY r.revision), '[]')
    FROM message_revisions r WHERE r.conversation_id = m.conversation_id AND r.seq = m.seq) AS revisions
FROM messages m;
