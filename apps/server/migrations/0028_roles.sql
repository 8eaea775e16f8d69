-- What the server may do: docs/adr/0036-three-roles.md. It owns nothing, and a table that is made later is not there for
-- it until the migration that makes it says so.

-- Roles belong to the whole cluster, and may be there already: made for another database, or by somebody who may make
-- roles where the migrations may not.
DO $$
BEGIN
  IF to_regrole('duet_app') IS NULL THEN CREATE ROLE duet_app NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO duet_app;

GRANT INSERT ON users, sessions, bookings, conversations, messages, message_revisions, receipts, images,
  openings, proposals, holds, expired, packs, reports, report_messages,
  commits, copies, renames, pairs_to_index, conversation_words TO duet_app;

GRANT UPDATE ON users, sessions, bookings, conversations, message_revisions, images, proposals, holds, expired, packs,
  commits, copies, renames, pairs_to_index TO duet_app;
-- Whose a message is, where it stands and when it was sent never changes; of a receipt, only that it was gone through.
GRANT UPDATE (content, masked_content, images, metadata, digest, revision, read_at, edited_at, deleted_at)
  ON messages TO duet_app;
GRANT UPDATE (filled) ON receipts TO duet_app;
GRANT UPDATE (outcome, decided_by, decided_at) ON reports TO duet_app;

-- What is cleared away when its time is up, or written anew. Of people, conversations and messages no row is deleted.
GRANT DELETE ON sessions, images, commits, copies, renames, pairs_to_index, conversation_words TO duet_app;

-- Takes texts out of the audit log, which nobody else may.
ALTER FUNCTION erase_person SECURITY DEFINER SET search_path = public, pg_temp;
REVOKE ALL ON FUNCTION erase_person FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_person TO duet_app;

-- Whoever may sign in may otherwise make tables of their own, which hide those of the same name.
DO $$
BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
