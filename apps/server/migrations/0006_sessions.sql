-- How sessions end, and sessions that begin with a token of the host marketplace.

-- The host's own session (its token's `sid`, or '' where it names none); NULL for a session with refresh tokens of ours.
ALTER TABLE sessions
  ADD COLUMN host_session text,
  ALTER COLUMN refresh_hash DROP NOT NULL,
  ADD CONSTRAINT sessions_kind CHECK ((refresh_hash IS NULL) = (host_session IS NOT NULL));

-- Of each of the host's sessions one lives at a time.
CREATE UNIQUE INDEX sessions_host ON sessions (user_id, host_session)
  WHERE host_session IS NOT NULL AND revoked_at IS NULL;

-- Ends living sessions of a person: one of them, all but one, or all; answers which. The person's row is locked first
-- and looked behind after it, and whoever opens a session shares that lock: none slips through that is being opened.
CREATE FUNCTION end_sessions(
  p_user_id uuid, p_only uuid, p_except uuid, p_reason text, p_now timestamptz
) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  RETURN QUERY
    UPDATE sessions SET revoked_at = p_now, revoked_reason = p_reason, changed_tx = pg_current_xact_id()
     WHERE user_id = p_user_id AND revoked_at IS NULL
       AND (p_only IS NULL OR id = p_only) AND id IS DISTINCT FROM p_except
    RETURNING id;
END $$;

-- Opens the session of a host's token, or makes it last longer. Outcomes: open; unknown (nobody has that subject);
-- ended (the person is suspended, or this session, or all of the person's, ended after the token was issued).
CREATE FUNCTION open_host_session(
  p_issuer text, p_subject text, p_host_session text, p_issued_at timestamptz, p_expires_at timestamptz,
  p_id uuid, p_device text, p_now timestamptz,
  OUT outcome text, OUT session_id uuid
) LANGUAGE plpgsql AS $$
DECLARE
  person users;
BEGIN
  SELECT * INTO person FROM users WHERE issuer = p_issuer AND external_id = p_subject FOR SHARE;
  IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
  -- 'signed_out' is the only end that is about one session and not about the person.
  IF person.suspended_at IS NOT NULL OR EXISTS (
    SELECT FROM sessions s WHERE s.user_id = person.id AND s.revoked_at >= p_issued_at
      AND (s.host_session = p_host_session OR s.revoked_reason <> 'signed_out')
  ) THEN outcome := 'ended'; RETURN; END IF;
  INSERT INTO sessions AS s (id, user_id, host_session, device, created_at, rotated_at, expires_at)
  VALUES (p_id, person.id, p_host_session, p_device, p_now, p_now, p_expires_at)
  ON CONFLICT (user_id, host_session) WHERE host_session IS NOT NULL AND revoked_at IS NULL
  DO UPDATE SET expires_at = greatest(s.expires_at, excluded.expires_at), rotated_at = excluded.rotated_at
  RETURNING s.id INTO session_id;
  outcome := 'open';
END $$;
