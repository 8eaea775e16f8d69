-- What migrations/ lead to, written by `npm run gen`. Only for readers: change the migrations.

CREATE TABLE audit_head (
  one boolean DEFAULT true NOT NULL,
  seq bigint NOT NULL,
  at timestamptz(3),
  hash bytea NOT NULL,
  CONSTRAINT audit_head_pkey PRIMARY KEY (one),
  CONSTRAINT audit_head_one_check CHECK (one)
);

CREATE TABLE audit_log (
  seq bigint NOT NULL,
  at timestamptz(3) NOT NULL,
  actor_id uuid NOT NULL,
  actor_roles text NOT NULL,
  session_id uuid,
  address text NOT NULL,
  action text NOT NULL,
  outcome text NOT NULL,
  conversation_id uuid,
  subject_id uuid,
  case_id text,
  details jsonb NOT NULL,
  commitment bytea,
  hash bytea NOT NULL,
  CONSTRAINT audit_log_pkey PRIMARY KEY (seq),
  CONSTRAINT audit_log_outcome_check CHECK ((outcome = ANY (ARRAY['allowed'::text, 'refused'::text])))
);
CREATE INDEX audit_log_action ON audit_log USING btree (action, seq);
CREATE INDEX audit_log_actor ON audit_log USING btree (actor_id, seq);
CREATE INDEX audit_log_case ON audit_log USING btree (case_id, seq) WHERE (case_id IS NOT NULL);
CREATE INDEX audit_log_conversation ON audit_log USING btree (conversation_id, seq) WHERE (conversation_id IS NOT NULL);
CREATE INDEX audit_log_subject ON audit_log USING btree (subject_id, seq) WHERE (subject_id IS NOT NULL);

CREATE TABLE audit_texts (
  seq bigint NOT NULL,
  salt bytea NOT NULL,
  text text NOT NULL,
  CONSTRAINT audit_texts_pkey PRIMARY KEY (seq)
);

CREATE TABLE bookings (
  id uuid NOT NULL,
  issuer text DEFAULT 'duet'::text NOT NULL,
  external_id text NOT NULL,
  code text NOT NULL,
  customer_id uuid NOT NULL,
  artist_id uuid NOT NULL,
  title text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  price bigint NOT NULL,
  currency character(3) NOT NULL,
  status varchar(20) DEFAULT 'requested'::varchar NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  changed_tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
  created_at timestamptz(3) DEFAULT now() NOT NULL,
  updated_at timestamptz(3) DEFAULT now() NOT NULL,
  host_version bigint,
  host_status_version bigint,
  CONSTRAINT bookings_pkey PRIMARY KEY (id),
  CONSTRAINT bookings_issuer_code_key UNIQUE (issuer, code),
  CONSTRAINT bookings_issuer_external_id_key UNIQUE (issuer, external_id),
  CONSTRAINT bookings_artist_id_fkey FOREIGN KEY (artist_id) REFERENCES users(id),
  CONSTRAINT bookings_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id),
  CONSTRAINT bookings_check CHECK ((customer_id <> artist_id)),
  CONSTRAINT bookings_price_check CHECK ((price >= 0)),
  CONSTRAINT bookings_status_check CHECK (((status)::text = ANY ((ARRAY['requested'::varchar, 'accepted'::varchar, 'declined'::varchar, 'cancelled'::varchar, 'completed'::varchar, 'no_show'::varchar])::text[])))
);
CREATE INDEX bookings_artist ON bookings USING btree (artist_id, starts_at DESC, id DESC);
CREATE INDEX bookings_artist_changed ON bookings USING btree (artist_id, changed_tx);
CREATE INDEX bookings_code ON bookings USING btree (code);
CREATE INDEX bookings_customer ON bookings USING btree (customer_id, starts_at DESC, id DESC);
CREATE INDEX bookings_customer_changed ON bookings USING btree (customer_id, changed_tx);
CREATE INDEX bookings_pair ON bookings USING btree (customer_id, artist_id, starts_at DESC, id DESC);

CREATE TABLE commits (
  tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
  conversation_ids uuid[] NOT NULL,
  at timestamptz(3) DEFAULT now() NOT NULL,
  CONSTRAINT commits_pkey PRIMARY KEY (tx)
);
CREATE INDEX commits_at ON commits USING btree (at);

CREATE TABLE conversation_words (
  person_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL,
  conversation_id uuid NOT NULL,
  CONSTRAINT conversation_words_pkey PRIMARY KEY (person_id, word, conversation_id)
);
CREATE INDEX conversation_words_conversation ON conversation_words USING btree (conversation_id, person_id);

CREATE TABLE conversations (
  id uuid NOT NULL,
  booking_id uuid,
  customer_id uuid NOT NULL,
  artist_id uuid NOT NULL,
  status varchar(20) DEFAULT 'active'::varchar NOT NULL,
  last_seq integer DEFAULT 0 NOT NULL,
  last_message_at timestamptz(3) DEFAULT now() NOT NULL,
  last_message_hour integer GENERATED ALWAYS AS (floor((EXTRACT(epoch FROM (last_message_at AT TIME ZONE 'UTC'::text)) / (3600)::numeric))) STORED NOT NULL,
  unread_count_customer integer DEFAULT 0 NOT NULL,
  unread_count_artist integer DEFAULT 0 NOT NULL,
  delivered_seq_customer integer DEFAULT 0 NOT NULL,
  delivered_seq_artist integer DEFAULT 0 NOT NULL,
  read_seq_customer integer DEFAULT 0 NOT NULL,
  read_seq_artist integer DEFAULT 0 NOT NULL,
  shown_read_seq_customer integer DEFAULT 0 NOT NULL,
  shown_read_seq_artist integer DEFAULT 0 NOT NULL,
  marked_unread_customer boolean DEFAULT false NOT NULL,
  marked_unread_artist boolean DEFAULT false NOT NULL,
  opened_at_customer timestamptz(3),
  opened_at_artist timestamptz(3),
  archived_at_customer timestamptz(3),
  archived_at_artist timestamptz(3),
  archived_at timestamptz(3) GENERATED ALWAYS AS (
CASE
    WHEN ((archived_at_customer IS NOT NULL) AND (archived_at_artist IS NOT NULL)) THEN GREATEST(archived_at_customer, archived_at_artist)
    ELSE NULL::timestamptz
END) STORED,
  muted_until_customer timestamptz(3),
  muted_until_artist timestamptz(3),
  pinned_at_customer timestamptz(3),
  pinned_at_artist timestamptz(3),
  blocked_at_customer timestamptz(3),
  blocked_at_artist timestamptz(3),
  version_customer integer DEFAULT 1 NOT NULL,
  version_artist integer DEFAULT 1 NOT NULL,
  changed_tx_customer xid8 DEFAULT pg_current_xact_id() NOT NULL,
  changed_tx_artist xid8 DEFAULT pg_current_xact_id() NOT NULL,
  created_at timestamptz(3) DEFAULT now() NOT NULL,
  updated_at timestamptz(3) DEFAULT now() NOT NULL,
  changed_block_customer integer GENERATED ALWAYS AS (tx_block(changed_tx_customer)) STORED NOT NULL,
  changed_block_artist integer GENERATED ALWAYS AS (tx_block(changed_tx_artist)) STORED NOT NULL,
  attention_customer boolean DEFAULT true NOT NULL,
  attention_artist boolean DEFAULT true NOT NULL,
  booked_at timestamptz(3),
  opened_by uuid,
  CONSTRAINT conversations_pkey PRIMARY KEY (id),
  CONSTRAINT conversations_customer_id_artist_id_key UNIQUE (customer_id, artist_id),
  CONSTRAINT conversations_artist_id_fkey FOREIGN KEY (artist_id) REFERENCES users(id),
  CONSTRAINT conversations_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings(id),
  CONSTRAINT conversations_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES users(id),
  CONSTRAINT conversations_check CHECK ((customer_id <> artist_id)),
  CONSTRAINT conversations_check1 CHECK (((shown_read_seq_customer <= read_seq_customer) AND (read_seq_customer <= delivered_seq_customer) AND (delivered_seq_customer <= last_seq))),
  CONSTRAINT conversations_check2 CHECK (((shown_read_seq_artist <= read_seq_artist) AND (read_seq_artist <= delivered_seq_artist) AND (delivered_seq_artist <= last_seq))),
  CONSTRAINT conversations_check3 CHECK (((pinned_at_customer IS NULL) OR (archived_at_customer IS NULL))),
  CONSTRAINT conversations_check4 CHECK (((pinned_at_artist IS NULL) OR (archived_at_artist IS NULL))),
  CONSTRAINT conversations_check5 CHECK ((attention_customer OR ((unread_count_customer = 0) AND (NOT marked_unread_customer)))),
  CONSTRAINT conversations_check6 CHECK ((attention_artist OR ((unread_count_artist = 0) AND (NOT marked_unread_artist)))),
  CONSTRAINT conversations_status_check CHECK (((status)::text = ANY ((ARRAY['active'::varchar, 'closed'::varchar])::text[]))),
  CONSTRAINT conversations_unread_count_artist_check CHECK ((unread_count_artist >= 0)),
  CONSTRAINT conversations_unread_count_customer_check CHECK ((unread_count_customer >= 0))
) WITH (fillfactor=50);
CREATE INDEX conversations_all ON conversations USING btree (last_message_hour DESC) WHERE (created_at > '-infinity'::timestamptz);
CREATE INDEX conversations_artist_archived ON conversations USING btree (artist_id, last_message_hour DESC) WHERE (archived_at_artist IS NOT NULL);
CREATE INDEX conversations_artist_attention ON conversations USING btree (artist_id, last_message_hour DESC) WHERE (attention_artist AND (archived_at_artist IS NULL));
CREATE INDEX conversations_artist_changed ON conversations USING btree (artist_id, changed_block_artist);
CREATE INDEX conversations_artist_listed ON conversations USING btree (artist_id, last_message_hour DESC) WHERE (archived_at_artist IS NULL);
CREATE INDEX conversations_artist_pinned ON conversations USING btree (artist_id) WHERE (pinned_at_artist IS NOT NULL);
CREATE INDEX conversations_blocked ON conversations USING btree (last_message_hour DESC) WHERE ((blocked_at_customer IS NOT NULL) OR (blocked_at_artist IS NOT NULL));
CREATE INDEX conversations_closed ON conversations USING btree (last_message_hour DESC) WHERE ((status)::text = 'closed'::text);
CREATE INDEX conversations_customer_archived ON conversations USING btree (customer_id, last_message_hour DESC) WHERE (archived_at_customer IS NOT NULL);
CREATE INDEX conversations_customer_attention ON conversations USING btree (customer_id, last_message_hour DESC) WHERE (attention_customer AND (archived_at_customer IS NULL));
CREATE INDEX conversations_customer_changed ON conversations USING btree (customer_id, changed_block_customer);
CREATE INDEX conversations_customer_listed ON conversations USING btree (customer_id, last_message_hour DESC) WHERE (archived_at_customer IS NULL);
CREATE INDEX conversations_customer_pinned ON conversations USING btree (customer_id) WHERE (pinned_at_customer IS NOT NULL);
CREATE INDEX conversations_opened_by ON conversations USING btree (opened_by, created_at) WHERE (opened_by IS NOT NULL);

CREATE TABLE copies (
  sender_id uuid NOT NULL,
  digest bytea NOT NULL,
  conversation_id uuid NOT NULL,
  at timestamptz(3) DEFAULT now() NOT NULL,
  CONSTRAINT copies_pkey PRIMARY KEY (sender_id, digest, conversation_id)
);
CREATE INDEX copies_at ON copies USING btree (at);

CREATE TABLE expired (
  conversation_id uuid NOT NULL,
  up_to_seq integer NOT NULL,
  CONSTRAINT expired_pkey PRIMARY KEY (conversation_id)
);

CREATE TABLE holds (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  case_id text NOT NULL,
  placed_at timestamptz(3) DEFAULT now() NOT NULL,
  lifted_at timestamptz(3),
  CONSTRAINT holds_pkey PRIMARY KEY (id)
);
CREATE INDEX holds_person ON holds USING btree (person_id) WHERE (lifted_at IS NULL);

CREATE TABLE images (
  conversation_id uuid NOT NULL,
  id uuid NOT NULL,
  uploader_id uuid NOT NULL,
  digest bytea,
  width integer,
  height integer,
  thumbhash text,
  message_seq integer,
  doomed boolean DEFAULT false NOT NULL,
  swept boolean DEFAULT false NOT NULL,
  created_at timestamptz(3) DEFAULT now() NOT NULL,
  CONSTRAINT images_pkey PRIMARY KEY (conversation_id, id),
  CONSTRAINT images_check CHECK ((((width IS NULL) = (height IS NULL)) AND ((width IS NULL) = (thumbhash IS NULL)))),
  CONSTRAINT images_check1 CHECK (((message_seq IS NULL) OR ((width IS NOT NULL) AND (NOT doomed))))
);
CREATE INDEX images_id ON images USING btree (id);
CREATE INDEX images_unswept ON images USING btree (created_at) WHERE (NOT swept);

CREATE TABLE message_revisions (
  conversation_id uuid NOT NULL,
  seq integer NOT NULL,
  revision integer NOT NULL,
  message_type varchar(20) NOT NULL,
  content text,
  masked_content text,
  images jsonb NOT NULL,
  actor_id uuid NOT NULL,
  replaced_at timestamptz(3) DEFAULT now() NOT NULL,
  changed_tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
  edit_id uuid,
  CONSTRAINT message_revisions_pkey PRIMARY KEY (conversation_id, seq, revision)
);
CREATE INDEX message_revisions_changed ON message_revisions USING btree (conversation_id, changed_tx);
CREATE UNIQUE INDEX message_revisions_edit_id ON message_revisions USING btree (conversation_id, seq, edit_id) WHERE (edit_id IS NOT NULL);

CREATE TABLE messages (
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq integer NOT NULL,
  client_message_id uuid NOT NULL,
  sender_id uuid NOT NULL,
  sender_role varchar(20) NOT NULL,
  message_type varchar(20) DEFAULT 'text'::varchar NOT NULL,
  content text,
  masked_content text,
  images jsonb DEFAULT '[]'::jsonb NOT NULL,
  booking_id uuid,
  reply_to_id uuid,
  metadata jsonb,
  digest bytea,
  revision integer DEFAULT 0 NOT NULL,
  sent_at timestamptz(3) NOT NULL,
  read_at timestamptz(3),
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  created_at timestamptz(3) DEFAULT now() NOT NULL,
  CONSTRAINT messages_pkey PRIMARY KEY (conversation_id, seq),
  CONSTRAINT messages_message_type_check CHECK (((message_type)::text = ANY ((ARRAY['text'::varchar, 'image'::varchar, 'system'::varchar])::text[]))),
  CONSTRAINT messages_sender_role_check CHECK (((sender_role)::text = ANY ((ARRAY['customer'::varchar, 'artist'::varchar, 'system'::varchar])::text[]))),
  CONSTRAINT messages_seq_check CHECK ((seq > 0))
) WITH (fillfactor=90);
CREATE INDEX messages_booking ON messages USING btree (conversation_id, booking_id, seq) WHERE (booking_id IS NOT NULL);
CREATE UNIQUE INDEX messages_client_message_id ON messages USING btree (conversation_id, sender_id, client_message_id);
CREATE INDEX messages_id ON messages USING btree (id);
CREATE INDEX messages_masked ON messages USING btree (conversation_id, seq) WHERE (masked_content IS NOT NULL);
CREATE INDEX messages_type ON messages USING btree (conversation_id, message_type, seq) WHERE ((message_type)::text <> 'text'::text);

CREATE TABLE openings (
  id uuid NOT NULL,
  admin_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  case_id text NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT openings_pkey PRIMARY KEY (id)
);
CREATE INDEX openings_admin ON openings USING btree (admin_id, expires_at);

CREATE TABLE packs (
  id uuid NOT NULL,
  admin_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  case_id text NOT NULL,
  created_at timestamptz(3) DEFAULT now() NOT NULL,
  up_to_seq integer NOT NULL,
  messages_done integer DEFAULT 0 NOT NULL,
  worked_at timestamptz(3) DEFAULT '1970-01-01 00:00:00+00'::timestamptz NOT NULL,
  done_at timestamptz(3),
  kept boolean DEFAULT false NOT NULL,
  CONSTRAINT packs_pkey PRIMARY KEY (id)
);
CREATE INDEX packs_admin ON packs USING btree (admin_id, created_at);
CREATE INDEX packs_conversation ON packs USING btree (conversation_id) WHERE kept;
CREATE INDEX packs_kept ON packs USING btree (done_at) WHERE kept;
CREATE INDEX packs_undone ON packs USING btree (worked_at) WHERE (done_at IS NULL);

CREATE TABLE pairs_to_index (
  customer_id uuid NOT NULL,
  artist_id uuid NOT NULL,
  note bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  CONSTRAINT pairs_to_index_pkey PRIMARY KEY (customer_id, artist_id)
);
CREATE INDEX pairs_to_index_note ON pairs_to_index USING btree (note);

CREATE TABLE proposals (
  id uuid NOT NULL,
  kind text NOT NULL,
  state text DEFAULT 'waiting'::text NOT NULL,
  person_id uuid NOT NULL,
  case_id text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz(3) DEFAULT now() NOT NULL,
  decided_by uuid,
  decided_at timestamptz(3),
  begun boolean DEFAULT false NOT NULL,
  after_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
  after_seq integer DEFAULT 0 NOT NULL,
  conversations_done integer DEFAULT 0 NOT NULL,
  skipped boolean DEFAULT false NOT NULL,
  worked_at timestamptz(3) DEFAULT '1970-01-01 00:00:00+00'::timestamptz NOT NULL,
  done_at timestamptz(3),
  files integer DEFAULT 0 NOT NULL,
  CONSTRAINT proposals_pkey PRIMARY KEY (id),
  CONSTRAINT proposals_check CHECK ((decided_by <> proposed_by)),
  CONSTRAINT proposals_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'erasure'::text]))),
  CONSTRAINT proposals_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'refused'::text, 'approved'::text, 'done'::text])))
);
CREATE INDEX proposals_approved ON proposals USING btree (worked_at) WHERE (state = 'approved'::text);
CREATE INDEX proposals_files ON proposals USING btree (done_at) WHERE (files > 0);
CREATE INDEX proposals_proposed ON proposals USING btree (proposed_at);

CREATE TABLE receipts (
  conversation_id uuid NOT NULL,
  side varchar(20) NOT NULL,
  kind varchar(20) NOT NULL,
  from_seq integer NOT NULL,
  up_to_seq integer NOT NULL,
  at timestamptz(3) NOT NULL,
  disclosed boolean NOT NULL,
  filled boolean NOT NULL,
  changed_tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
  CONSTRAINT receipts_pkey PRIMARY KEY (conversation_id, side, kind, up_to_seq),
  CONSTRAINT receipts_check CHECK ((up_to_seq > from_seq)),
  CONSTRAINT receipts_kind_check CHECK (((kind)::text = ANY ((ARRAY['delivered'::varchar, 'read'::varchar])::text[]))),
  CONSTRAINT receipts_side_check CHECK (((side)::text = ANY ((ARRAY['customer'::varchar, 'artist'::varchar])::text[])))
);
CREATE INDEX receipts_unfilled ON receipts USING btree (at) WHERE (NOT filled);

CREATE TABLE recovery_codes (
  user_id uuid NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, hash),
  CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES second_factors(user_id) ON DELETE CASCADE
);

CREATE TABLE renames (
  user_id uuid NOT NULL,
  after_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
  worked_at timestamptz(3) DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT renames_pkey PRIMARY KEY (user_id),
  CONSTRAINT renames_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);

CREATE TABLE report_messages (
  report_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq integer NOT NULL,
  revision integer NOT NULL,
  CONSTRAINT report_messages_pkey PRIMARY KEY (report_id, seq),
  CONSTRAINT report_messages_conversation_id_seq_fkey FOREIGN KEY (conversation_id, seq) REFERENCES messages(conversation_id, seq),
  CONSTRAINT report_messages_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports(id) ON DELETE CASCADE
);

CREATE TABLE reports (
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  reporter_id uuid,
  client_report_id uuid,
  reported_id uuid NOT NULL,
  seq integer,
  reason text NOT NULL,
  note text,
  created_at timestamptz(3) DEFAULT now() NOT NULL,
  outcome text,
  decided_by uuid,
  decided_at timestamptz(3),
  CONSTRAINT reports_pkey PRIMARY KEY (id),
  CONSTRAINT reports_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  CONSTRAINT reports_check CHECK (((reporter_id IS NULL) = (client_report_id IS NULL))),
  CONSTRAINT reports_check1 CHECK ((((decided_at IS NULL) = (outcome IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)))),
  CONSTRAINT reports_outcome_check CHECK ((outcome = ANY (ARRAY['dismissed'::text, 'warned'::text, 'suspended'::text])))
);
CREATE UNIQUE INDEX reports_client_report_id ON reports USING btree (reporter_id, client_report_id);
CREATE INDEX reports_decided ON reports USING btree (id) WHERE (decided_at IS NOT NULL);
CREATE UNIQUE INDEX reports_noticed ON reports USING btree (reported_id, reason) WHERE ((reporter_id IS NULL) AND (decided_at IS NULL));
CREATE INDEX reports_reporter ON reports USING btree (reporter_id, id);
CREATE INDEX reports_waiting ON reports USING btree (id) WHERE (decided_at IS NULL);

CREATE TABLE schema_migrations (
  version integer NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz(3) DEFAULT now() NOT NULL,
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
);

CREATE TABLE second_factors (
  user_id uuid NOT NULL,
  secret bytea NOT NULL,
  last_step bigint NOT NULL,
  since timestamptz(3) NOT NULL,
  tries integer DEFAULT 0 NOT NULL,
  tried_from timestamptz(3) NOT NULL,
  CONSTRAINT second_factors_pkey PRIMARY KEY (user_id),
  CONSTRAINT second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);

CREATE TABLE sessions (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  generation integer DEFAULT 0 NOT NULL,
  refresh_hash bytea,
  previous_hash bytea,
  rotated_at timestamptz(3) DEFAULT now() NOT NULL,
  device text NOT NULL,
  created_at timestamptz(3) DEFAULT now() NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  revoked_reason text,
  changed_tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
  host_session text,
  admin boolean DEFAULT false NOT NULL,
  second_factor boolean DEFAULT false NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  CONSTRAINT sessions_admin CHECK (((NOT admin) OR (host_session IS NULL))),
  CONSTRAINT sessions_kind CHECK (((refresh_hash IS NULL) = (host_session IS NOT NULL)))
);
CREATE INDEX sessions_ended ON sessions USING btree (changed_tx) WHERE (revoked_at IS NOT NULL);
CREATE INDEX sessions_expiry ON sessions USING btree (expires_at);
CREATE UNIQUE INDEX sessions_host ON sessions USING btree (user_id, host_session) WHERE ((host_session IS NOT NULL) AND (revoked_at IS NULL));
CREATE INDEX sessions_user ON sessions USING btree (user_id);

CREATE TABLE sync_epoch (
  only_row boolean DEFAULT true NOT NULL,
  epoch uuid DEFAULT gen_random_uuid() NOT NULL,
  CONSTRAINT sync_epoch_pkey PRIMARY KEY (only_row),
  CONSTRAINT sync_epoch_only_row_check CHECK (only_row)
);

CREATE TABLE users (
  id uuid NOT NULL,
  issuer text DEFAULT 'duet'::text NOT NULL,
  external_id text NOT NULL,
  email text,
  password_hash text,
  name text NOT NULL,
  roles text[] NOT NULL,
  time_zone text DEFAULT 'UTC'::text NOT NULL,
  read_receipts boolean DEFAULT true NOT NULL,
  show_presence boolean DEFAULT true NOT NULL,
  suspended_at timestamptz(3),
  last_seen_at timestamptz(3),
  created_at timestamptz(3) DEFAULT now() NOT NULL,
  updated_at timestamptz(3) DEFAULT now() NOT NULL,
  host_version bigint,
  claims_issued_at timestamptz(3),
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_issuer_external_id_key UNIQUE (issuer, external_id),
  CONSTRAINT users_roles_check CHECK ((roles <@ ARRAY['customer'::text, 'artist'::text, 'viewer'::text, 'investigator'::text, 'auditor'::text, 'owner'::text]))
);
CREATE INDEX users_any_email ON users USING btree (lower(email)) WHERE (email IS NOT NULL);
CREATE UNIQUE INDEX users_email ON users USING btree (lower(email)) WHERE (password_hash IS NOT NULL);
CREATE INDEX users_external_id ON users USING btree (external_id);
CREATE INDEX users_name_words ON users USING gin (name_words(name));

CREATE VIEW message_forms AS
 SELECT id,
    conversation_id,
    seq,
    client_message_id,
    sender_id,
    sender_role,
    message_type,
    content,
    masked_content,
    images,
    booking_id,
    reply_to_id,
    metadata,
    digest,
    revision,
    sent_at,
    read_at,
    edited_at,
    deleted_at,
    created_at,
    ( SELECT r.at
           FROM receipts r
          WHERE ((r.conversation_id = m.conversation_id) AND ((r.kind)::text = 'delivered'::text) AND (r.up_to_seq >= m.seq) AND ((r.side)::text =
                CASE m.sender_role
                    WHEN 'customer'::text THEN 'artist'::text
                    WHEN 'artist'::text THEN 'customer'::text
                    ELSE NULL::text
                END))
          ORDER BY r.up_to_seq
         LIMIT 1) AS delivered_at,
    ( SELECT r.at
           FROM receipts r
          WHERE ((r.conversation_id = m.conversation_id) AND ((r.kind)::text = 'read'::text) AND r.disclosed AND (r.up_to_seq >= m.seq) AND ((r.side)::text =
                CASE m.sender_role
                    WHEN 'customer'::text THEN 'artist'::text
                    WHEN 'artist'::text THEN 'customer'::text
                    ELSE NULL::text
                END))
          ORDER BY r.up_to_seq
         LIMIT 1) AS shown_read_at
   FROM messages m;

CREATE VIEW overseen_messages AS
 SELECT id,
    conversation_id,
    seq,
    client_message_id,
    sender_id,
    sender_role,
    message_type,
    content,
    masked_content,
    images,
    booking_id,
    reply_to_id,
    metadata,
    digest,
    revision,
    sent_at,
    read_at,
    edited_at,
    deleted_at,
    created_at,
    ( SELECT r.at
           FROM receipts r
          WHERE ((r.conversation_id = m.conversation_id) AND ((r.kind)::text = 'delivered'::text) AND (r.up_to_seq >= m.seq) AND ((r.side)::text =
                CASE m.sender_role
                    WHEN 'customer'::text THEN 'artist'::text
                    WHEN 'artist'::text THEN 'customer'::text
                    ELSE NULL::text
                END))
          ORDER BY r.up_to_seq
         LIMIT 1) AS delivered_at,
    ( SELECT r.at
           FROM receipts r
          WHERE ((r.conversation_id = m.conversation_id) AND ((r.kind)::text = 'read'::text) AND (r.up_to_seq >= m.seq) AND ((r.side)::text =
                CASE m.sender_role
                    WHEN 'customer'::text THEN 'artist'::text
                    WHEN 'artist'::text THEN 'customer'::text
                    ELSE NULL::text
                END))
          ORDER BY r.up_to_seq
         LIMIT 1) AS shown_read_at,
    ( SELECT COALESCE(jsonb_agg(jsonb_build_object('revision', r.revision, 'type', r.message_type, 'content', r.content, 'images', r.images, 'replacedAt', to_char((r.replaced_at AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'::text), 'actorId', r.actor_id) ORDER BY r.revision), '[]'::jsonb) AS "coalesce"
           FROM message_revisions r
          WHERE ((r.conversation_id = m.conversation_id) AND (r.seq = m.seq))) AS revisions
   FROM messages m;

CREATE OR REPLACE FUNCTION advance_watermark(p_conversation_id uuid, p_side text, p_kind text, p_up_to_seq integer, OUT outcome text, OUT advanced_at timestamptz, OUT delivered_advanced boolean, OUT disclosed boolean, OUT own_read_seq integer, OUT own_unread_count integer, OUT own_version integer, OUT conversation_last_seq integer)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_delivered integer;
  v_read integer;
  v_shown integer;
  v_marked boolean;
  v_tx xid8;
BEGIN
  SELECT * INTO c FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;
  conversation_last_seq := c.last_seq;
  IF p_up_to_seq > c.last_seq THEN outcome := 'ahead'; RETURN; END IF;

  IF v_customer THEN
    v_delivered := c.delivered_seq_customer; v_read := c.read_seq_customer; v_shown := c.shown_read_seq_customer;
    v_marked := c.marked_unread_customer;
    own_unread_count := c.unread_count_customer; own_version := c.version_customer;
  ELSE
    v_delivered := c.delivered_seq_artist; v_read := c.read_seq_artist; v_shown := c.shown_read_seq_artist;
    v_marked := c.marked_unread_artist;
    own_unread_count := c.unread_count_artist; own_version := c.version_artist;
  END IF;
  own_read_seq := v_read;
  delivered_advanced := p_up_to_seq > v_delivered;
  disclosed := false;

  IF NOT delivered_advanced AND (p_kind = 'delivered' OR (p_up_to_seq <= v_read AND NOT v_marked)) THEN
    outcome := 'unchanged'; RETURN;
  END IF;

  outcome := 'advanced';
  advanced_at := clock_timestamp()::timestamptz(3);
  v_tx := pg_current_xact_id();

  IF delivered_advanced THEN
    INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
    VALUES (p_conversation_id, p_side, 'delivered', v_delivered, p_up_to_seq, advanced_at, true, true);
    v_delivered := p_up_to_seq;
  END IF;

  IF p_kind = 'read' THEN
    v_marked := false;
    IF p_up_to_seq > v_read THEN
      SELECT u.read_receipts INTO disclosed FROM users u
       WHERE u.id = CASE WHEN v_customer THEN c.customer_id ELSE c.artist_id END;
      INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
      VALUES (p_conversation_id, p_side, 'read', v_read, p_up_to_seq, advanced_at, disclosed, false);
      v_read := p_up_to_seq;
      IF disclosed THEN v_shown := p_up_to_seq; END IF;
      own_unread_count := CASE WHEN p_up_to_seq = c.last_seq THEN 0 ELSE (
        SELECT count(*) FROM messages m
         WHERE m.conversation_id = p_conversation_id AND m.seq > p_up_to_seq
           AND m.sender_role = CASE WHEN v_customer THEN 'artist' ELSE 'customer' END) END;
    END IF;
    own_read_seq := v_read;
  END IF;
  own_version := own_version + 1;

  IF v_customer THEN
    UPDATE conversations SET
      delivered_seq_customer = v_delivered, read_seq_customer = v_read, shown_read_seq_customer = v_shown,
      marked_unread_customer = v_marked, unread_count_customer = own_unread_count,
      version_customer = own_version, changed_tx_customer = v_tx,
      version_artist = version_artist + (delivered_advanced OR disclosed)::integer,
      changed_tx_artist = CASE WHEN delivered_advanced OR disclosed THEN v_tx ELSE changed_tx_artist END,
      updated_at = advanced_at
    WHERE id = p_conversation_id;
  ELSE
    UPDATE conversations SET
      delivered_seq_artist = v_delivered, read_seq_artist = v_read, shown_read_seq_artist = v_shown,
      marked_unread_artist = v_marked, unread_count_artist = own_unread_count,
      version_artist = own_version, changed_tx_artist = v_tx,
      version_customer = version_customer + (delivered_advanced OR disclosed)::integer,
      changed_tx_customer = CASE WHEN delivered_advanced OR disclosed THEN v_tx ELSE changed_tx_customer END,
      updated_at = advanced_at
    WHERE id = p_conversation_id;
  END IF;

  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
END $function$
;

CREATE OR REPLACE FUNCTION append_audit_entry(p_actor_id uuid, p_actor_roles text, p_session_id uuid, p_address text, p_action text, p_outcome text, p_conversation_id uuid, p_subject_id uuid, p_case_id text, p_details jsonb, p_text text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION append_message(p_id uuid, p_conversation_id uuid, p_client_message_id uuid, p_sender_id uuid, p_sender_role text, p_type text, p_content text, p_masked_content text, p_images jsonb, p_booking_id uuid, p_booking_version integer, p_reply_to_id uuid, p_metadata jsonb, p_digest bytea, p_copy_digest bytea DEFAULT NULL::bytea, p_most_copies integer DEFAULT NULL::integer, OUT outcome text, OUT message_id uuid, OUT message_seq integer, OUT message_sent_at timestamptz, OUT view_changed boolean)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
DECLARE
  c conversations;
  v_digest bytea;
  v_booking bookings;
  v_now timestamptz(3);
  v_tx xid8;
  -- What people wrote is told or hidden while no booking of the two has been accepted.
  v_guarded boolean;
  v_copies integer;
BEGIN
  SELECT * INTO c FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  SELECT m.id, m.digest INTO message_id, v_digest FROM messages m
   WHERE m.conversation_id = p_conversation_id AND m.sender_id = p_sender_id
     AND m.client_message_id = p_client_message_id;
  IF FOUND THEN
    -- A message whose digest was erased cannot be told from its repeat, and is taken as repeated.
    outcome := CASE WHEN v_digest IS NULL OR v_digest = p_digest THEN 'repeat' ELSE 'reused' END;
    RETURN;
  END IF;

  IF p_type <> 'system' THEN
    IF c.blocked_at_customer IS NOT NULL OR c.blocked_at_artist IS NOT NULL THEN
      outcome := 'blocked'; RETURN;
    END IF;
    IF c.status <> 'active' THEN outcome := 'closed'; RETURN; END IF;
    IF p_booking_id IS NOT NULL THEN
      SELECT * INTO v_booking FROM bookings b
       WHERE b.id = p_booking_id AND b.customer_id = c.customer_id AND b.artist_id = c.artist_id;
      IF NOT FOUND THEN outcome := 'booking_missing'; RETURN; END IF;
      IF v_booking.version > p_booking_version THEN outcome := 'booking_changed'; RETURN; END IF;
    END IF;
    IF p_reply_to_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM messages m WHERE m.id = p_reply_to_id AND m.conversation_id = p_conversation_id
    ) THEN outcome := 'reply_missing'; RETURN; END IF;
    IF p_images <> '[]' AND NOT lock_images(p_conversation_id, p_sender_id, p_images) THEN
      outcome := 'image_missing'; RETURN;
    END IF;
    -- To somebody who has written nothing, and with whom nothing is booked.
    IF p_copy_digest IS NOT NULL AND c.booked_at IS NULL AND NOT EXISTS (
      SELECT FROM messages m WHERE m.conversation_id = p_conversation_id
        AND m.sender_role = CASE p_sender_role WHEN 'customer' THEN 'artist' ELSE 'customer' END
    ) THEN
      -- One after the other, so that many at the same time do not all take the last place. People are locked after
      -- conversations.
      PERFORM FROM users WHERE id = p_sender_id FOR NO KEY UPDATE;
      SELECT count(*) INTO v_copies FROM copies
       WHERE sender_id = p_sender_id AND digest = p_copy_digest AND conversation_id <> p_conversation_id
         AND at > clock_timestamp() - interval '1 hour';
      IF v_copies >= p_most_copies THEN outcome := 'copied'; RETURN; END IF;
      INSERT INTO copies (sender_id, digest, conversation_id) VALUES (p_sender_id, p_copy_digest, p_conversation_id)
      ON CONFLICT (sender_id, digest, conversation_id) DO UPDATE SET at = DEFAULT;
    END IF;
  END IF;

  outcome := 'created';
  v_guarded := p_type = 'system' OR c.booked_at IS NULL;
  v_tx := pg_current_xact_id();
  message_id := p_id;
  message_seq := c.last_seq + 1;
  -- Taken after the lock, so that time never runs against seq.
  v_now := greatest(clock_timestamp(), c.last_message_at);
  message_sent_at := v_now;
  view_changed := c.opened_at_customer IS NULL OR c.opened_at_artist IS NULL
    OR coalesce(p_booking_id <> c.booking_id, p_booking_id IS NOT NULL);

  INSERT INTO messages (id, conversation_id, seq, client_message_id, sender_id, sender_role, message_type, content,
    masked_content, images, booking_id, reply_to_id, metadata, digest, sent_at)
  VALUES (p_id, p_conversation_id, message_seq, p_client_message_id, p_sender_id, p_sender_role, p_type, p_content,
    CASE WHEN v_guarded THEN p_masked_content END, p_images, p_booking_id, p_reply_to_id,
    CASE WHEN v_guarded THEN p_metadata END, p_digest, v_now);
  IF p_images <> '[]' THEN PERFORM claim_images(p_conversation_id, p_images, message_seq); END IF;

  UPDATE conversations SET
    last_seq = message_seq,
    last_message_at = v_now,
    booking_id = coalesce(p_booking_id, booking_id),
    unread_count_customer = unread_count_customer + (p_sender_role = 'artist')::integer,
    unread_count_artist = unread_count_artist + (p_sender_role = 'customer')::integer,
    opened_at_customer = coalesce(opened_at_customer, v_now),
    opened_at_artist = coalesce(opened_at_artist, v_now),
    archived_at_customer = NULL,
    archived_at_artist = NULL,
    version_customer = version_customer + 1,
    version_artist = version_artist + 1,
    changed_tx_customer = v_tx,
    changed_tx_artist = v_tx,
    updated_at = v_now
  WHERE id = p_conversation_id;

  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id])
  ON CONFLICT (tx) DO UPDATE SET conversation_ids = commits.conversation_ids || excluded.conversation_ids;
END $function$
;

CREATE OR REPLACE FUNCTION audit_hash(p_previous bytea, e audit_log)
 RETURNS bytea
 LANGUAGE sql
 STABLE
AS $function$
  SELECT sha256(p_previous || convert_to(string_agg(
    coalesce(octet_length(convert_to(field, 'UTF8')) || ':' || field, '-'), '' ORDER BY place), 'UTF8'))
  FROM unnest(ARRAY[
    e.seq::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), e.actor_id::text, e.actor_roles,
    e.session_id::text, e.address, e.action, e.outcome, e.conversation_id::text, e.subject_id::text, e.case_id,
    e.details::text, encode(e.commitment, 'hex')
  ]) WITH ORDINALITY AS fields (field, place)
$function$
;

CREATE OR REPLACE FUNCTION claim_images(p_conversation_id uuid, p_images jsonb, p_seq integer)
 RETURNS void
 LANGUAGE sql
AS $function$
  UPDATE images SET message_seq = p_seq
   WHERE conversation_id = p_conversation_id
     AND id = ANY (SELECT (image ->> 'id')::uuid FROM jsonb_array_elements(p_images) AS image)
$function$
;

CREATE OR REPLACE FUNCTION edit_message(p_conversation_id uuid, p_client_message_id uuid, p_sender_id uuid, p_edit_id uuid, p_content text, p_masked_content text, p_window interval, p_metadata jsonb DEFAULT NULL::jsonb, OUT outcome text, OUT message_id uuid)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
    PERFORM revise_message(m, p_edit_id, p_content, CASE WHEN c.booked_at IS NULL THEN p_masked_content END, m.images,
      v_now, NULL, CASE WHEN c.booked_at IS NULL THEN p_metadata END);
  END IF;
END $function$
;

CREATE OR REPLACE FUNCTION end_sessions(p_user_id uuid, p_only uuid, p_except uuid, p_reason text, p_now timestamptz)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  RETURN QUERY
    UPDATE sessions SET revoked_at = p_now, revoked_reason = p_reason, changed_tx = pg_current_xact_id()
     WHERE user_id = p_user_id AND revoked_at IS NULL
       AND (p_only IS NULL OR id = p_only) AND id IS DISTINCT FROM p_except
    RETURNING id;
END $function$
;

CREATE OR REPLACE FUNCTION erase_messages(p_conversation_id uuid, p_sender_id uuid, p_limit integer, OUT outcome text, OUT erased integer)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION erase_person(p_user_id uuid, p_now timestamptz)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION expire_messages(p_conversation_id uuid, p_before timestamptz, p_limit integer, OUT outcome text, OUT erased integer)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION index_pairs(p_customer_ids uuid[], p_artist_ids uuid[], p_notes bigint[], p_conversation_ids uuid[], p_places integer[], p_person_ids uuid[], p_words text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
  v_places integer[];
BEGIN
  v_places := ARRAY(
    SELECT given.place FROM unnest(p_customer_ids, p_artist_ids, p_notes) WITH ORDINALITY
      AS given (customer_id, artist_id, note, place)
    JOIN pairs_to_index noted USING (customer_id, artist_id, note)
    ORDER BY customer_id, artist_id FOR UPDATE OF noted SKIP LOCKED);

  INSERT INTO conversation_words (person_id, word, conversation_id)
  SELECT person_id, word, p_conversation_ids[place]
  FROM unnest(p_places, p_person_ids, p_words) AS given (place, person_id, word)
  WHERE place = ANY (v_places)
  ON CONFLICT DO NOTHING;

  -- As sets, which are hashed: row by row, each of hundreds would be held against each.
  DELETE FROM conversation_words w USING (
    SELECT person_id, word, conversation_id FROM conversation_words
     WHERE conversation_id = ANY (ARRAY(SELECT p_conversation_ids[place] FROM unnest(v_places) AS done (place)))
    EXCEPT
    SELECT person_id, word, p_conversation_ids[place]
    FROM unnest(p_places, p_person_ids, p_words) AS given (place, person_id, word)
  ) gone
  WHERE w.person_id = gone.person_id AND w.word = gone.word AND w.conversation_id = gone.conversation_id;

  DELETE FROM pairs_to_index noted USING unnest(v_places) AS done (place)
  WHERE noted.customer_id = p_customer_ids[done.place] AND noted.artist_id = p_artist_ids[done.place];
END $function$
;

CREATE OR REPLACE FUNCTION is_booked(p_customer_id uuid, p_artist_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  SELECT EXISTS (SELECT FROM bookings WHERE customer_id = p_customer_id AND artist_id = p_artist_id
    AND status IN ('accepted', 'completed', 'no_show'))
$function$
;

CREATE OR REPLACE FUNCTION is_since(tx xid8, cursor pg_snapshot)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ SELECT tx >= pg_snapshot_xmin(cursor) AND NOT pg_visible_in_snapshot(tx, cursor) $function$
;

CREATE OR REPLACE FUNCTION lock_images(p_conversation_id uuid, p_sender_id uuid, p_images jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
DECLARE
  v_found integer;
BEGIN
  PERFORM FROM images
   WHERE conversation_id = p_conversation_id
     AND id = ANY (SELECT (image ->> 'id')::uuid FROM jsonb_array_elements(p_images) AS image)
     AND uploader_id = p_sender_id AND width IS NOT NULL AND message_seq IS NULL AND NOT doomed
   FOR NO KEY UPDATE;
  GET DIAGNOSTICS v_found = ROW_COUNT;
  RETURN v_found = jsonb_array_length(p_images);
END $function$
;

CREATE OR REPLACE FUNCTION name_words(name text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT to_tsvector('simple', regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g'))
$function$
;

CREATE OR REPLACE FUNCTION note_attention()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.attention_customer := NEW.attention_customer OR NEW.unread_count_customer > 0 OR NEW.marked_unread_customer;
  NEW.attention_artist := NEW.attention_artist OR NEW.unread_count_artist > 0 OR NEW.marked_unread_artist;
  RETURN NEW;
END $function$
;

CREATE OR REPLACE FUNCTION note_booked()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  v_id uuid;
  v_tx xid8 := pg_current_xact_id();
  v_now timestamptz(3) := clock_timestamp();
BEGIN
  -- Whoever changes a booking's status holds this lock already.
  SELECT id INTO v_id FROM conversations
   WHERE customer_id = NEW.customer_id AND artist_id = NEW.artist_id AND booked_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO message_revisions (conversation_id, seq, revision, message_type, content, masked_content, images, actor_id,
    replaced_at, changed_tx)
  SELECT conversation_id, seq, revision, message_type, content, masked_content, images, sender_id, v_now, v_tx
  FROM messages WHERE conversation_id = v_id AND masked_content IS NOT NULL;
  UPDATE messages SET masked_content = NULL, revision = revision + 1
   WHERE conversation_id = v_id AND masked_content IS NOT NULL;
  UPDATE conversations SET booked_at = v_now,
    version_customer = version_customer + 1, version_artist = version_artist + 1,
    changed_tx_customer = v_tx, changed_tx_artist = v_tx, updated_at = v_now
  WHERE id = v_id;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[v_id])
  ON CONFLICT (tx) DO UPDATE SET conversation_ids = commits.conversation_ids || excluded.conversation_ids;
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION note_booked_before()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.booked_at := CASE WHEN is_booked(NEW.customer_id, NEW.artist_id) THEN now() END;
  RETURN NEW;
END $function$
;

CREATE OR REPLACE FUNCTION note_pair_to_index()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO pairs_to_index (customer_id, artist_id) VALUES (NEW.customer_id, NEW.artist_id)
  ON CONFLICT (customer_id, artist_id) DO UPDATE SET note = DEFAULT;
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION note_rename()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO renames (user_id) VALUES (NEW.id) ON CONFLICT (user_id) DO UPDATE SET after_id = excluded.after_id;
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION open_conversation(p_id uuid, p_customer_id uuid, p_artist_id uuid, p_side text, p_booking_id uuid, p_new_days integer DEFAULT 0, p_most_new integer DEFAULT NULL::integer, OUT outcome text, OUT retry_after_ms integer)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_now timestamptz(3) := clock_timestamp();
  -- The other side sees the change too.
  v_shared boolean;
  v_opener_id uuid := CASE WHEN p_side = 'customer' THEN p_customer_id ELSE p_artist_id END;
  v_begun integer;
  v_first timestamptz(3);
BEGIN
  IF p_booking_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM bookings b WHERE b.id = p_booking_id AND b.customer_id = p_customer_id AND b.artist_id = p_artist_id
  ) THEN outcome := 'booking_missing'; RETURN; END IF;

  SELECT * INTO c FROM conversations WHERE id = p_id;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM users u WHERE u.id = p_customer_id AND 'customer' = ANY (u.roles))
       OR NOT EXISTS (SELECT FROM users u WHERE u.id = p_artist_id AND 'artist' = ANY (u.roles))
    THEN outcome := 'person_missing'; RETURN; END IF;
    IF EXISTS (SELECT FROM users WHERE id = v_opener_id AND created_at > v_now - p_new_days * interval '1 day') THEN
      -- One after the other, so that many at the same time do not all take the last place.
      PERFORM FROM users WHERE id = v_opener_id FOR NO KEY UPDATE;
      SELECT count(*), min(created_at) INTO v_begun, v_first FROM (
        SELECT created_at FROM conversations WHERE opened_by = v_opener_id AND created_at > v_now - interval '1 day'
        ORDER BY created_at DESC LIMIT p_most_new) latest;
      IF v_begun >= p_most_new THEN
        outcome := 'too_many';
        retry_after_ms := ceil(extract(epoch FROM v_first + interval '1 day' - v_now) * 1000);
        RETURN;
      END IF;
    END IF;
    INSERT INTO conversations (id, customer_id, artist_id, booking_id, opened_by, opened_at_customer, opened_at_artist)
    VALUES (p_id, p_customer_id, p_artist_id, p_booking_id, v_opener_id,
      CASE WHEN v_customer THEN v_now END, CASE WHEN NOT v_customer THEN v_now END)
    ON CONFLICT (id) DO NOTHING;
    IF FOUND THEN
      INSERT INTO commits (conversation_ids) VALUES (ARRAY[p_id]);
      outcome := 'created'; RETURN;
    END IF;
    SELECT * INTO c FROM conversations WHERE id = p_id;
  END IF;

  IF (CASE WHEN v_customer THEN c.opened_at_customer ELSE c.opened_at_artist END) IS NOT NULL
     AND (p_booking_id IS NULL OR c.booking_id IS NOT NULL) THEN
    outcome := 'unchanged'; RETURN;
  END IF;

  SELECT * INTO c FROM conversations WHERE id = p_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;
  v_shared := p_booking_id IS NOT NULL AND c.booking_id IS NULL;
  UPDATE conversations SET
    booking_id = coalesce(booking_id, p_booking_id),
    opened_at_customer = CASE WHEN v_customer THEN coalesce(opened_at_customer, v_now) ELSE opened_at_customer END,
    opened_at_artist = CASE WHEN v_customer THEN opened_at_artist ELSE coalesce(opened_at_artist, v_now) END,
    version_customer = version_customer + (v_customer OR v_shared)::integer,
    version_artist = version_artist + (NOT v_customer OR v_shared)::integer,
    changed_tx_customer = CASE WHEN v_customer OR v_shared THEN pg_current_xact_id() ELSE changed_tx_customer END,
    changed_tx_artist = CASE WHEN v_customer AND NOT v_shared THEN changed_tx_artist ELSE pg_current_xact_id() END,
    updated_at = v_now
  WHERE id = p_id;
  INSERT INTO commits (conversation_ids) VALUES (ARRAY[p_id]);
  outcome := 'opened';
END $function$
;

CREATE OR REPLACE FUNCTION open_host_session(p_issuer text, p_subject text, p_host_session text, p_issued_at timestamptz, p_expires_at timestamptz, p_id uuid, p_device text, p_now timestamptz, OUT outcome text, OUT session_id uuid)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION put_host_booking(p_id uuid, p_issuer text, p_external_id text, p_host_version bigint, p_code text, p_customer_id uuid, p_artist_id uuid, p_title text, p_starts_at timestamptz, p_ends_at timestamptz, p_price bigint, p_currency character, p_status text, p_conversation_id uuid, OUT outcome text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
DECLARE
  b bookings;
  v_tx xid8;
BEGIN
  -- Conversations are locked before bookings, like everywhere; a pair without one has nothing to lock.
  PERFORM FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND AND EXISTS (SELECT FROM conversations WHERE id = p_conversation_id) THEN
    outcome := 'held'; RETURN;
  END IF;

  SELECT * INTO b FROM bookings WHERE issuer = p_issuer AND external_id = p_external_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    INSERT INTO bookings (id, issuer, external_id, code, customer_id, artist_id, title, starts_at, ends_at, price,
      currency, status, host_version, host_status_version)
    VALUES (p_id, p_issuer, p_external_id, p_code, p_customer_id, p_artist_id, p_title, p_starts_at, p_ends_at,
      p_price, p_currency, p_status, p_host_version, p_host_version)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN outcome := 'created'; RETURN; END IF;
    -- Somebody else has made it meanwhile, or another booking has its code.
    SELECT * INTO b FROM bookings WHERE issuer = p_issuer AND external_id = p_external_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'code_taken'; RETURN; END IF;
  END IF;

  IF b.customer_id <> p_customer_id OR b.artist_id <> p_artist_id THEN outcome := 'parties_fixed'; RETURN; END IF;
  IF b.host_version >= p_host_version THEN outcome := 'old'; RETURN; END IF;
  IF EXISTS (SELECT FROM bookings WHERE issuer = p_issuer AND code = p_code AND id <> b.id) THEN
    outcome := 'code_taken'; RETURN;
  END IF;

  UPDATE bookings SET
    host_version = p_host_version,
    -- The status as it is, told anew, needs no message.
    host_status_version = CASE WHEN status = p_status THEN greatest(host_status_version, p_host_version)
                          ELSE host_status_version END
  WHERE id = b.id;
  IF (b.code, b.title, b.starts_at, b.ends_at, b.price, b.currency)
     IS NOT DISTINCT FROM (p_code, p_title, p_starts_at, p_ends_at, p_price, p_currency) THEN
    outcome := 'noted'; RETURN;
  END IF;

  v_tx := pg_current_xact_id();
  UPDATE bookings SET
    code = p_code, title = p_title, starts_at = p_starts_at, ends_at = p_ends_at, price = p_price,
    currency = p_currency, version = version + 1, changed_tx = v_tx, updated_at = clock_timestamp()
  WHERE id = b.id;
  UPDATE conversations SET
    version_customer = version_customer + 1, version_artist = version_artist + 1,
    changed_tx_customer = v_tx, changed_tx_artist = v_tx, updated_at = clock_timestamp()
  WHERE id = p_conversation_id AND booking_id = b.id;
  IF NOT FOUND THEN outcome := 'changed'; RETURN; END IF;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
  outcome := 'shown';
END $function$
;

CREATE OR REPLACE FUNCTION recount_unread(p_conversation_id uuid, OUT outcome text, OUT drift_customer integer, OUT drift_artist integer)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
DECLARE
  c conversations;
  v_tx xid8;
BEGIN
  SELECT * INTO c FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  SELECT c.unread_count_customer - count(*) FILTER (WHERE sender_role = 'artist' AND seq > c.read_seq_customer),
    c.unread_count_artist - count(*) FILTER (WHERE sender_role = 'customer' AND seq > c.read_seq_artist)
  INTO drift_customer, drift_artist FROM messages
   WHERE conversation_id = p_conversation_id AND seq > least(c.read_seq_customer, c.read_seq_artist);
  IF drift_customer = 0 AND drift_artist = 0 THEN outcome := 'unchanged'; RETURN; END IF;

  outcome := 'repaired';
  v_tx := pg_current_xact_id();
  UPDATE conversations SET
    unread_count_customer = unread_count_customer - drift_customer,
    unread_count_artist = unread_count_artist - drift_artist,
    version_customer = version_customer + (drift_customer <> 0)::integer,
    version_artist = version_artist + (drift_artist <> 0)::integer,
    changed_tx_customer = CASE WHEN drift_customer <> 0 THEN v_tx ELSE changed_tx_customer END,
    changed_tx_artist = CASE WHEN drift_artist <> 0 THEN v_tx ELSE changed_tx_artist END,
    updated_at = clock_timestamp()
  WHERE id = p_conversation_id;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
END $function$
;

CREATE OR REPLACE FUNCTION refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'The audit log is only added to.' USING ERRCODE = 'insufficient_privilege';
END $function$
;

CREATE OR REPLACE FUNCTION revise_message(m messages, p_edit_id uuid, p_content text, p_masked_content text, p_images jsonb, p_edited_at timestamptz, p_deleted_at timestamptz, p_metadata jsonb DEFAULT NULL::jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
    edited_at = p_edited_at, deleted_at = p_deleted_at, metadata = p_metadata
  WHERE conversation_id = m.conversation_id AND seq = m.seq;

  UPDATE conversations SET
    version_customer = version_customer + 1,
    version_artist = version_artist + 1,
    changed_tx_customer = v_tx,
    changed_tx_artist = v_tx,
    updated_at = v_now
  WHERE id = m.conversation_id;

  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[m.conversation_id]);
END $function$
;

CREATE OR REPLACE FUNCTION settle_attention(p_after_id uuid, p_limit integer, p_quiet interval, OUT last_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION spread_rename(p_limit integer, OUT conversation_ids uuid[], OUT progressed boolean)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION tx_block(tx xid8)
 RETURNS integer
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
BEGIN
  RETURN (tx::text::bigint >> 20)::integer;
END $function$
;

CREATE OR REPLACE FUNCTION unsend_message(p_conversation_id uuid, p_client_message_id uuid, p_sender_id uuid, p_window interval, OUT outcome text, OUT message_id uuid)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION update_booking_status(p_booking_id uuid, p_version integer, p_status text, p_actor_id uuid, p_conversation_id uuid, p_message_id uuid, p_client_message_id uuid, p_content text, p_host_version bigint DEFAULT NULL::bigint, OUT outcome text, OUT message_seq integer, OUT message_sent_at timestamptz, OUT from_status text)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
DECLARE
  b bookings;
  v_appended record;
BEGIN
  INSERT INTO conversations (id, customer_id, artist_id)
  SELECT p_conversation_id, customer_id, artist_id FROM bookings WHERE id = p_booking_id
  ON CONFLICT (id) DO NOTHING;
  PERFORM FROM conversations WHERE id = p_conversation_id FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN outcome := 'held'; RETURN; END IF;

  SELECT * INTO b FROM bookings WHERE id = p_booking_id FOR NO KEY UPDATE;
  IF b.host_status_version >= p_host_version THEN outcome := 'old'; RETURN; END IF;
  IF p_host_version IS NOT NULL AND b.status = p_status THEN
    UPDATE bookings SET host_status_version = p_host_version WHERE id = p_booking_id;
    outcome := 'noted'; RETURN;
  END IF;
  IF b.version = p_version + 1 AND b.status = p_status THEN outcome := 'repeat'; RETURN; END IF;
  IF b.version <> p_version THEN outcome := 'booking_changed'; RETURN; END IF;

  UPDATE bookings SET status = p_status, version = version + 1, changed_tx = pg_current_xact_id(),
    host_status_version = coalesce(p_host_version, host_status_version), updated_at = clock_timestamp()
  WHERE id = p_booking_id;

  SELECT * INTO v_appended FROM append_message(
    p_message_id, p_conversation_id, p_client_message_id, '00000000-0000-0000-0000-000000000001', 'system',
    'system', p_content, NULL, '[]', p_booking_id, NULL, NULL,
    jsonb_build_object('kind', 'booking_status', 'bookingId', p_booking_id, 'version', p_version + 1,
      'from', b.status, 'to', p_status, 'actorId', p_actor_id), NULL);
  outcome := 'changed';
  message_seq := v_appended.message_seq;
  message_sent_at := v_appended.message_sent_at;
  from_status := b.status;
END $function$
;

CREATE OR REPLACE FUNCTION update_conversation(p_conversation_id uuid, p_side text, p_archived boolean, p_marked_unread boolean, p_as_of_seq integer, p_pinned boolean DEFAULT NULL::boolean, p_muted_until timestamptz DEFAULT NULL::timestamptz, p_most_pins integer DEFAULT NULL::integer, p_blocked boolean DEFAULT NULL::boolean, OUT outcome text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
DECLARE
  c conversations;
  v_customer boolean := p_side = 'customer';
  v_person_id uuid;
  v_archived_at timestamptz(3);
  v_pinned_at timestamptz(3);
  v_muted_until timestamptz(3);
  v_blocked_at timestamptz(3);
  v_marked boolean;
  v_pins integer;
  -- The other side sees it too.
  v_shared boolean;
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
  v_muted_until := nullif(
    coalesce(p_muted_until, CASE WHEN v_customer THEN c.muted_until_customer ELSE c.muted_until_artist END), '-infinity');
  v_blocked_at := CASE WHEN v_customer THEN c.blocked_at_customer ELSE c.blocked_at_artist END;
  v_shared := coalesce(p_blocked <> (v_blocked_at IS NOT NULL), false);
  IF v_shared THEN v_blocked_at := CASE WHEN p_blocked THEN v_now END; END IF;
  v_pinned_at := CASE WHEN v_customer THEN c.pinned_at_customer ELSE c.pinned_at_artist END;
  IF v_archived_at IS NOT NULL OR NOT p_pinned THEN
    v_pinned_at := NULL;
  ELSIF p_pinned AND v_pinned_at IS NULL THEN
    v_person_id := CASE WHEN v_customer THEN c.customer_id ELSE c.artist_id END;
    -- One after the other, so that two pins at the same time do not both take the last place. People are locked after
    -- conversations.
    PERFORM FROM users WHERE id = v_person_id FOR NO KEY UPDATE;
    IF v_customer THEN
      SELECT count(*) INTO v_pins FROM conversations
       WHERE customer_id = v_person_id AND pinned_at_customer IS NOT NULL;
    ELSE
      SELECT count(*) INTO v_pins FROM conversations
       WHERE artist_id = v_person_id AND pinned_at_artist IS NOT NULL;
    END IF;
    IF v_pins >= p_most_pins THEN outcome := 'full'; RETURN; END IF;
    v_pinned_at := v_now;
  END IF;

  IF v_customer THEN
    UPDATE conversations SET
      archived_at_customer = v_archived_at, marked_unread_customer = v_marked, pinned_at_customer = v_pinned_at,
      muted_until_customer = v_muted_until, blocked_at_customer = v_blocked_at,
      version_customer = version_customer + 1, changed_tx_customer = pg_current_xact_id(),
      version_artist = version_artist + v_shared::integer,
      changed_tx_artist = CASE WHEN v_shared THEN pg_current_xact_id() ELSE changed_tx_artist END, updated_at = v_now
    WHERE id = p_conversation_id
      AND (archived_at_customer, marked_unread_customer, pinned_at_customer, muted_until_customer, blocked_at_customer)
        IS DISTINCT FROM (v_archived_at, v_marked, v_pinned_at, v_muted_until, v_blocked_at);
  ELSE
    UPDATE conversations SET
      archived_at_artist = v_archived_at, marked_unread_artist = v_marked, pinned_at_artist = v_pinned_at,
      muted_until_artist = v_muted_until, blocked_at_artist = v_blocked_at,
      version_artist = version_artist + 1, changed_tx_artist = pg_current_xact_id(),
      version_customer = version_customer + v_shared::integer,
      changed_tx_customer = CASE WHEN v_shared THEN pg_current_xact_id() ELSE changed_tx_customer END, updated_at = v_now
    WHERE id = p_conversation_id
      AND (archived_at_artist, marked_unread_artist, pinned_at_artist, muted_until_artist, blocked_at_artist)
        IS DISTINCT FROM (v_archived_at, v_marked, v_pinned_at, v_muted_until, v_blocked_at);
  END IF;
  IF NOT FOUND THEN outcome := 'unchanged'; RETURN; END IF;
  INSERT INTO commits (conversation_ids) VALUES (ARRAY[p_conversation_id]);
  outcome := CASE WHEN v_shared THEN 'shared' ELSE 'updated' END;
END $function$
;

CREATE OR REPLACE FUNCTION waiting_side(p_conversation_id uuid)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  SELECT CASE sender_role WHEN 'customer' THEN 'artist' ELSE 'customer' END FROM messages
   WHERE conversation_id = p_conversation_id AND sender_role <> 'system' ORDER BY seq DESC LIMIT 1
$function$
;

CREATE OR REPLACE FUNCTION wipe_messages(p_conversation_id uuid, p_seqs integer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
  UPDATE messages SET content = NULL, masked_content = NULL, images = '[]', metadata = NULL, digest = NULL,
    revision = revision + 1, deleted_at = coalesce(deleted_at, v_now)
  WHERE conversation_id = p_conversation_id AND seq = ANY (p_seqs);
  UPDATE conversations SET version_customer = version_customer + 1, version_artist = version_artist + 1,
    changed_tx_customer = v_tx, changed_tx_artist = v_tx, updated_at = v_now
  WHERE id = p_conversation_id;
  INSERT INTO commits (tx, conversation_ids) VALUES (v_tx, ARRAY[p_conversation_id]);
END $function$
;

CREATE OR REPLACE FUNCTION write_conversations(p_conversation_ids uuid[], p_sides text[], p_kinds text[], p_up_to_seqs integer[], p_watermark_places integer[], p_ids uuid[], p_client_message_ids uuid[], p_sender_ids uuid[], p_sender_roles text[], p_contents text[], p_booking_ids uuid[], p_booking_versions integer[], p_reply_to_ids uuid[], p_digests bytea[], p_message_places integer[], p_images jsonb[])
 RETURNS TABLE(n integer, outcome text, message_id uuid, message_seq integer, message_sent_at timestamptz, view_changed boolean, advanced_at timestamptz, delivered_advanced boolean, disclosed boolean, own_read_seq integer, own_unread_count integer, own_version integer, conversation_last_seq integer)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
#variable_conflict use_column
DECLARE
  -- By place: whether the conversation is locked by us. Of the others, somebody else holds the lock.
  v_locked boolean[];
  v_now timestamptz(3);
BEGIN
  SELECT array_agg(c.id IS NOT NULL ORDER BY place) INTO v_locked
  FROM unnest(p_conversation_ids) WITH ORDINALITY AS given (id, place)
  LEFT JOIN LATERAL (
    SELECT id FROM conversations WHERE id = given.id FOR NO KEY UPDATE SKIP LOCKED
  ) c ON true;
  -- Taken after the locks, so that time never runs against seq.
  v_now := clock_timestamp();

  IF cardinality(p_watermark_places) > 0 THEN
    RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT w.n::integer, w.side, w.kind, w.up_to_seq, c.id, c.last_seq,
        CASE w.side WHEN 'customer' THEN c.customer_id ELSE c.artist_id END AS person_id,
        CASE w.side WHEN 'customer' THEN c.delivered_seq_customer ELSE c.delivered_seq_artist END AS delivered_seq,
        CASE w.side WHEN 'customer' THEN c.read_seq_customer ELSE c.read_seq_artist END AS read_seq,
        CASE w.side WHEN 'customer' THEN c.marked_unread_customer ELSE c.marked_unread_artist END AS marked_unread,
        CASE w.side WHEN 'customer' THEN c.unread_count_customer ELSE c.unread_count_artist END AS unread_count,
        CASE w.side WHEN 'customer' THEN c.version_customer ELSE c.version_artist END AS version
      FROM unnest(p_sides, p_kinds, p_up_to_seqs, p_watermark_places)
        WITH ORDINALITY AS w (side, kind, up_to_seq, place, n)
      LEFT JOIN conversations c ON c.id = p_conversation_ids[w.place] AND v_locked[w.place]
    ), judged AS MATERIALIZED (
      SELECT f.*, up_to_seq > delivered_seq AS raises_delivered, kind = 'read' AND up_to_seq > read_seq AS raises_read,
        CASE
          WHEN id IS NULL THEN 'held'
          WHEN up_to_seq > last_seq THEN 'ahead'
          WHEN up_to_seq <= delivered_seq AND (kind = 'delivered' OR (up_to_seq <= read_seq AND NOT marked_unread))
            THEN 'unchanged'
          ELSE 'advanced' END AS outcome
      FROM found f
    ), counted AS MATERIALIZED (
      SELECT j.*,
        outcome = 'advanced' AND raises_read
          AND (SELECT u.read_receipts FROM users u WHERE u.id = j.person_id) AS disclosed,
        CASE
          WHEN outcome <> 'advanced' OR NOT raises_read THEN unread_count
          WHEN up_to_seq = last_seq THEN 0
          ELSE (SELECT count(*)::integer FROM (
                  SELECT sender_role FROM messages WHERE conversation_id = j.id AND seq > j.up_to_seq ORDER BY seq
                ) m WHERE m.sender_role = CASE j.side WHEN 'customer' THEN 'artist' ELSE 'customer' END)
        END AS unread_left
      FROM judged j
    ), advanced AS NOT MATERIALIZED (
      SELECT * FROM counted WHERE outcome = 'advanced'
    ), kept AS (
      INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
      SELECT id, side, 'delivered', delivered_seq, up_to_seq, v_now, true, true FROM advanced WHERE raises_delivered
      UNION ALL
      SELECT id, side, 'read', read_seq, up_to_seq, v_now, disclosed, false FROM advanced WHERE raises_read
    ), updated AS (
      UPDATE conversations c SET
        delivered_seq_customer = CASE WHEN a.side = 'customer' THEN greatest(delivered_seq_customer, a.up_to_seq)
          ELSE delivered_seq_customer END,
        delivered_seq_artist = CASE WHEN a.side = 'artist' THEN greatest(delivered_seq_artist, a.up_to_seq)
          ELSE delivered_seq_artist END,
        read_seq_customer = CASE WHEN a.side = 'customer' AND a.raises_read THEN a.up_to_seq
          ELSE read_seq_customer END,
        read_seq_artist = CASE WHEN a.side = 'artist' AND a.raises_read THEN a.up_to_seq ELSE read_seq_artist END,
        shown_read_seq_customer = CASE WHEN a.side = 'customer' AND a.disclosed THEN a.up_to_seq
          ELSE shown_read_seq_customer END,
        shown_read_seq_artist = CASE WHEN a.side = 'artist' AND a.disclosed THEN a.up_to_seq
          ELSE shown_read_seq_artist END,
        marked_unread_customer = marked_unread_customer AND NOT (a.side = 'customer' AND a.kind = 'read'),
        marked_unread_artist = marked_unread_artist AND NOT (a.side = 'artist' AND a.kind = 'read'),
        unread_count_customer = CASE WHEN a.side = 'customer' THEN a.unread_left ELSE unread_count_customer END,
        unread_count_artist = CASE WHEN a.side = 'artist' THEN a.unread_left ELSE unread_count_artist END,
        version_customer = version_customer + (a.side = 'customer' OR a.raises_delivered OR a.disclosed)::integer,
        version_artist = version_artist + (a.side = 'artist' OR a.raises_delivered OR a.disclosed)::integer,
        changed_tx_customer = CASE WHEN a.side = 'customer' OR a.raises_delivered OR a.disclosed
          THEN pg_current_xact_id() ELSE changed_tx_customer END,
        changed_tx_artist = CASE WHEN a.side = 'artist' OR a.raises_delivered OR a.disclosed
          THEN pg_current_xact_id() ELSE changed_tx_artist END,
        updated_at = v_now
      FROM advanced a WHERE c.id = a.id
    ), committed AS (
      INSERT INTO commits (conversation_ids) SELECT array_agg(id) FROM advanced HAVING count(*) > 0
    )
    SELECT n, outcome, NULL::uuid, NULL::integer, NULL::timestamptz(3), NULL::boolean,
      v_now, raises_delivered, disclosed, greatest(read_seq, CASE WHEN outcome = 'advanced' AND raises_read THEN up_to_seq END),
      unread_left, version + (outcome = 'advanced')::integer, last_seq
    FROM counted;
  END IF;

  IF cardinality(p_message_places) > 0 THEN
    RETURN QUERY
    WITH judged AS MATERIALIZED (
      SELECT i.*, c.last_seq, c.booking_id AS conversation_booking_id,
        c.opened_at_customer IS NULL OR c.opened_at_artist IS NULL AS opens,
        greatest(v_now, c.last_message_at) AS sent_at,
        m.id AS known_id,
        CASE
          WHEN c.id IS NULL THEN 'held'
          -- A message whose digest was erased cannot be told from its repeat, and is taken as repeated.
          WHEN m.id IS NOT NULL THEN CASE WHEN m.digest IS NULL OR m.digest = i.digest THEN 'repeat' ELSE 'reused' END
          WHEN c.blocked_at_customer IS NOT NULL OR c.blocked_at_artist IS NOT NULL THEN 'blocked'
          WHEN c.status <> 'active' THEN 'closed'
          WHEN i.booking_id IS NOT NULL AND b.version IS NULL THEN 'booking_missing'
          WHEN b.version > i.booking_version THEN 'booking_changed'
          -- Nobody knows the id of a message of this very batch: it is told after the commit.
          WHEN i.reply_to_id IS NOT NULL AND (
            SELECT r.conversation_id FROM messages r WHERE r.id = i.reply_to_id LIMIT 1
          ) IS DISTINCT FROM c.id THEN 'reply_missing'
          WHEN p_images[i.n] IS NOT NULL AND NOT lock_images(c.id, i.sender_id, p_images[i.n]) THEN 'image_missing'
          ELSE 'created' END AS outcome
      FROM unnest(p_ids, p_client_message_ids, p_sender_ids, p_sender_roles, p_contents, p_booking_ids,
        p_booking_versions, p_reply_to_ids, p_digests, p_message_places) WITH ORDINALITY
        AS i (id, client_message_id, sender_id, sender_role, content, booking_id,
          booking_version, reply_to_id, digest, place, n)
      LEFT JOIN conversations c ON c.id = p_conversation_ids[i.place] AND v_locked[i.place]
      LEFT JOIN LATERAL (
        SELECT m.id, m.digest FROM messages m
         WHERE m.conversation_id = c.id AND m.sender_id = i.sender_id AND m.client_message_id = i.client_message_id
         LIMIT 1
      ) m ON true
      LEFT JOIN LATERAL (
        SELECT b.version, b.customer_id, b.artist_id FROM bookings b WHERE b.id = i.booking_id LIMIT 1
      ) b ON b.customer_id = c.customer_id AND b.artist_id = c.artist_id
    ), placed AS MATERIALIZED (
      SELECT j.*, p_conversation_ids[place] AS conversation_id, last_seq + row_number() OVER earlier::integer AS seq,
        (opens AND row_number() OVER earlier = 1) OR coalesce(
          booking_id <> coalesce(
            -- The booking of the conversation as the messages before this one left it.
            (array_agg(booking_id) FILTER (WHERE booking_id IS NOT NULL) OVER before)[
              count(booking_id) OVER before],
            conversation_booking_id),
          booking_id IS NOT NULL) AS view_changed
      FROM judged j
      -- Those that are refused have no place among those that are stored.
      WINDOW earlier AS (PARTITION BY place, outcome = 'created' ORDER BY n),
        before AS (PARTITION BY place, outcome = 'created' ORDER BY n
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), created AS NOT MATERIALIZED (
      SELECT * FROM placed WHERE outcome = 'created'
    ), stored AS (
      INSERT INTO messages (id, conversation_id, seq, client_message_id, sender_id, sender_role, message_type, content,
        images, booking_id, reply_to_id, digest, sent_at)
      SELECT id, conversation_id, seq, client_message_id, sender_id, sender_role,
        CASE WHEN p_images[n] IS NULL THEN 'text' ELSE 'image' END, content,
        coalesce(p_images[n], '[]'), booking_id, reply_to_id, digest, sent_at
      FROM created
    ), updated AS (
      UPDATE conversations c SET
        last_seq = p.seq,
        last_message_at = p.sent_at,
        booking_id = coalesce(p.booking_id, c.booking_id),
        unread_count_customer = unread_count_customer + p.from_artist,
        unread_count_artist = unread_count_artist + p.from_customer,
        opened_at_customer = coalesce(opened_at_customer, p.sent_at),
        opened_at_artist = coalesce(opened_at_artist, p.sent_at),
        archived_at_customer = NULL,
        archived_at_artist = NULL,
        version_customer = version_customer + p.messages,
        version_artist = version_artist + p.messages,
        changed_tx_customer = pg_current_xact_id(),
        changed_tx_artist = pg_current_xact_id(),
        updated_at = p.sent_at
      FROM (
        SELECT conversation_id, max(seq) AS seq, max(sent_at) AS sent_at, count(*)::integer AS messages,
          count(*) FILTER (WHERE sender_role = 'artist')::integer AS from_artist,
          count(*) FILTER (WHERE sender_role = 'customer')::integer AS from_customer,
          (array_agg(booking_id ORDER BY seq DESC) FILTER (WHERE booking_id IS NOT NULL))[1] AS booking_id
        FROM created GROUP BY conversation_id
      ) p WHERE c.id = p.conversation_id
    ), committed AS (
      INSERT INTO commits (conversation_ids)
      SELECT array_agg(DISTINCT conversation_id) FROM created HAVING count(*) > 0
      ON CONFLICT (tx) DO UPDATE SET conversation_ids = commits.conversation_ids || excluded.conversation_ids
    )
    SELECT cardinality(p_watermark_places) + n::integer, outcome, coalesce(known_id, id), seq, sent_at, view_changed,
      NULL::timestamptz(3), NULL::boolean, NULL::boolean, NULL::integer, NULL::integer, NULL::integer, NULL::integer
    FROM placed;

    IF p_images IS NOT NULL THEN
      PERFORM claim_images(m.conversation_id, m.images, m.seq)
      FROM unnest(p_ids, p_images) AS i (id, images) JOIN messages m ON m.id = i.id WHERE i.images IS NOT NULL;
    END IF;
  END IF;
END $function$
;

CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_log_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_texts_stay BEFORE UPDATE OR TRUNCATE ON audit_texts FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER bookings_accepted AFTER INSERT OR UPDATE OF status ON bookings FOR EACH ROW WHEN (((new.status)::text = ANY ((ARRAY['accepted'::varchar, 'completed'::varchar, 'no_show'::varchar])::text[]))) EXECUTE FUNCTION note_booked();

CREATE TRIGGER bookings_to_index AFTER INSERT OR UPDATE OF code ON bookings FOR EACH ROW EXECUTE FUNCTION note_pair_to_index();

CREATE TRIGGER conversations_attention BEFORE UPDATE OF unread_count_customer, unread_count_artist, marked_unread_customer, marked_unread_artist ON conversations FOR EACH ROW WHEN ((((NOT new.attention_customer) AND ((new.unread_count_customer > 0) OR new.marked_unread_customer)) OR ((NOT new.attention_artist) AND ((new.unread_count_artist > 0) OR new.marked_unread_artist)))) EXECUTE FUNCTION note_attention();

CREATE TRIGGER conversations_booked BEFORE INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION note_booked_before();

CREATE TRIGGER conversations_to_index AFTER INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION note_pair_to_index();

CREATE TRIGGER users_renamed AFTER UPDATE OF name, time_zone ON users FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.time_zone IS DISTINCT FROM new.time_zone))) EXECUTE FUNCTION note_rename();
