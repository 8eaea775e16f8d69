-- Administrators, and the log of what they do: docs/adr/0021-the-audit-log.md.

-- One role became four. Whoever was an administrator is one who may do everything, until somebody says otherwise.
ALTER TABLE users DROP CONSTRAINT users_roles_check;
UPDATE users SET roles = array_replace(roles, 'admin', 'owner') WHERE 'admin' = ANY (roles);
ALTER TABLE users ADD CONSTRAINT users_roles_check
  CHECK (roles <@ ARRAY['customer', 'artist', 'viewer', 'investigator', 'auditor', 'owner']);

-- Sessions of the dashboard: refresh_hash is that of their cookie, and nothing renews them.
ALTER TABLE sessions ADD COLUMN admin boolean NOT NULL DEFAULT false;
ALTER TABLE sessions ADD CONSTRAINT sessions_admin CHECK (NOT admin OR host_session IS NULL);

-- Who did what, to whom, why. Rows are added by append_audit_entry and never changed.
CREATE TABLE audit_log (
  seq             bigint PRIMARY KEY,
  at              timestamptz(3) NOT NULL,
  actor_id        uuid NOT NULL,
  -- As they stood then, in the order of the contract, comma between.
  actor_roles     text NOT NULL,
  -- null: of somebody who was not let in.
  session_id      uuid,
  address         text NOT NULL,
  action          text NOT NULL,
  outcome         text NOT NULL CHECK (outcome IN ('allowed', 'refused')),
  conversation_id uuid,
  -- The person whom it was done to.
  subject_id      uuid,
  case_id         text,
  details         jsonb NOT NULL,
  -- SHA-256 of a salt and of what somebody wrote, which stands in audit_texts; null: nothing was written.
  commitment      bytea,
  -- SHA-256 of the hash before and of all of the above: see audit_hash.
  hash            bytea NOT NULL
);
CREATE INDEX audit_log_actor ON audit_log (actor_id, seq);
CREATE INDEX audit_log_conversation ON audit_log (conversation_id, seq) WHERE conversation_id IS NOT NULL;
CREATE INDEX audit_log_subject ON audit_log (subject_id, seq) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_log_case ON audit_log (case_id, seq) WHERE case_id IS NOT NULL;
CREATE INDEX audit_log_action ON audit_log (action, seq);

-- Reasons, and words that were searched for. What is to be forgotten is deleted here; the chain, which knows only the
-- commitment, holds on, and nobody can find the text out by trying, since the salt is gone with it.
CREATE TABLE audit_texts (
  seq  bigint PRIMARY KEY,
  salt bytea NOT NULL,
  text text NOT NULL
);

-- One row: where the chain ends.
CREATE TABLE audit_head (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq  bigint NOT NULL,
  at   timestamptz(3),
  hash bytea NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, sha256('duet-audit-1'));

-- The next link. Fields are written so that no two entries have the same bytes: with their length before them, and '-'
-- for null. apps/server/src/features/audit/audit-chain.ts does the same.
CREATE FUNCTION audit_hash(p_previous bytea, e audit_log) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(p_previous || convert_to(string_agg(
    coalesce(octet_length(convert_to(field, 'UTF8')) || ':' || field, '-'), '' ORDER BY place), 'UTF8'))
  FROM unnest(ARRAY[
    e.seq::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), e.actor_id::text, e.actor_roles,
    e.session_id::text, e.address, e.action, e.outcome, e.conversation_id::text, e.subject_id::text, e.case_id,
    e.details::text, encode(e.commitment, 'hex')
  ]) WITH ORDINALITY AS fields (field, place)
$$;

-- Adds an entry. The head is locked before it is read, so that what is read is what the last holder wrote; all entries
-- stand in one line behind it. Time is the database's. A clock that went back by less than a second stands still; one
-- that went back further is written down as it is, and is found when the chain is verified.
CREATE FUNCTION append_audit_entry(
  p_actor_id uuid, p_actor_roles text, p_session_id uuid, p_address text, p_action text, p_outcome text,
  p_conversation_id uuid, p_subject_id uuid, p_case_id text, p_details jsonb, p_text text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  head audit_head;
  e audit_log;
  v_salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
BEGIN
  PERFORM FROM audit_head FOR UPDATE;
  SELECT * INTO head FROM audit_head;

  e.seq := head.seq + 1;
  e.at := clock_timestamp();
  IF e.at < head.at AND e.at > head.at - interval '1 second' THEN e.at := head.at; END IF;
  e.actor_id := p_actor_id;
  e.actor_roles := p_actor_roles;
  e.session_id := p_session_id;
  e.address := p_address;
  e.action := p_action;
  e.outcome := p_outcome;
  e.conversation_id := p_conversation_id;
  e.subject_id := p_subject_id;
  e.case_id := p_case_id;
  e.details := p_details;
  IF p_text IS NOT NULL THEN
    e.commitment := sha256(v_salt || convert_to(p_text, 'UTF8'));
    INSERT INTO audit_texts (seq, salt, text) VALUES (e.seq, v_salt, p_text);
  END IF;
  e.hash := audit_hash(head.hash, e);
  INSERT INTO audit_log SELECT e.*;
  UPDATE audit_head SET seq = e.seq, at = e.at, hash = e.hash;
  RETURN e.seq;
END $$;

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is only added to.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_texts_stay BEFORE UPDATE OR TRUNCATE ON audit_texts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- As whom the server appends: a role that can do this and nothing else. Roles belong to the whole cluster, and may be
-- there already: made for another database, or by somebody who may make roles where the migrations may not.
DO $$
BEGIN
  IF to_regrole('duet_audit') IS NULL THEN CREATE ROLE duet_audit NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  -- A superuser may be anybody, and who owns the database is to be able to be this one.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT duet_audit TO %I', current_user);
  END IF;
END $$;
REVOKE ALL ON FUNCTION append_audit_entry FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_audit_entry TO duet_audit;
