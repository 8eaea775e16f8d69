-- Dispute packs: docs/adr/0027-dispute-packs.md.
CREATE TABLE packs (
  id              uuid PRIMARY KEY,
  admin_id        uuid NOT NULL,
  conversation_id uuid NOT NULL,
  case_id         text NOT NULL,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  -- The last message of it, and how far the job has come.
  up_to_seq       integer NOT NULL,
  messages_done   integer NOT NULL DEFAULT 0,
  worked_at       timestamptz(3) NOT NULL DEFAULT 'epoch',
  done_at         timestamptz(3),
  -- Its file is there.
  kept            boolean NOT NULL DEFAULT false
);
CREATE INDEX packs_admin ON packs (admin_id, created_at);
CREATE INDEX packs_undone ON packs (worked_at) WHERE done_at IS NULL;
CREATE INDEX packs_conversation ON packs (conversation_id) WHERE kept;
CREATE INDEX packs_kept ON packs (done_at) WHERE kept;
