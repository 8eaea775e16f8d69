-- People, their sessions, and the bookings between them.

CREATE TABLE users (
  id            uuid PRIMARY KEY,
  -- Who knows this person by which id: 'duet' for the built-in sign-in, else the host marketplace.
  issuer        text NOT NULL DEFAULT 'duet',
  external_id   text NOT NULL,
  email         text,
  password_hash text,
  name          text NOT NULL,
  roles         text[] NOT NULL CHECK (roles <@ ARRAY['customer', 'artist', 'admin']),
  time_zone     text NOT NULL DEFAULT 'UTC',
  read_receipts boolean NOT NULL DEFAULT true,
  show_presence boolean NOT NULL DEFAULT true,
  suspended_at  timestamptz(3),
  last_seen_at  timestamptz(3),
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  updated_at    timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (issuer, external_id)
);

-- Addresses need to be unique only among those who sign in with one.
CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE password_hash IS NOT NULL;

-- The one sender of all system messages. It has no password, no role and no session.
INSERT INTO users (id, external_id, name, roles)
VALUES ('00000000-0000-0000-0000-000000000001', 'system', 'Duet', '{}');

-- A signed-in device. The id is the family of its refresh tokens.
CREATE TABLE sessions (
  id             uuid PRIMARY KEY,
  user_id        uuid NOT NULL REFERENCES users (id),
  -- The refresh token of a generation is derived from (key, id, generation); only hashes are stored.
  generation     integer NOT NULL DEFAULT 0,
  refresh_hash   bytea NOT NULL,
  previous_hash  bytea,
  rotated_at     timestamptz(3) NOT NULL DEFAULT now(),
  device         text NOT NULL,
  created_at     timestamptz(3) NOT NULL DEFAULT now(),
  expires_at     timestamptz(3) NOT NULL,
  revoked_at     timestamptz(3),
  revoked_reason text,
  -- The transaction that last changed the row: what a node follows to learn of revocations.
  changed_tx     xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_changed ON sessions (changed_tx);

CREATE TABLE bookings (
  id          uuid PRIMARY KEY,
  issuer      text NOT NULL DEFAULT 'duet',
  external_id text NOT NULL,
  code        text NOT NULL,
  customer_id uuid NOT NULL REFERENCES users (id),
  artist_id   uuid NOT NULL REFERENCES users (id),
  title       text NOT NULL,
  starts_at   timestamptz(3) NOT NULL,
  ends_at     timestamptz(3) NOT NULL,
  price       bigint NOT NULL CHECK (price >= 0),
  currency    char(3) NOT NULL,
  status      varchar(20) NOT NULL DEFAULT 'requested'
              CHECK (status IN ('requested', 'accepted', 'declined', 'cancelled', 'completed', 'no_show')),
  version     integer NOT NULL DEFAULT 1,
  changed_tx  xid8 NOT NULL DEFAULT pg_current_xact_id(),
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  updated_at  timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (issuer, external_id),
  UNIQUE (issuer, code),
  CHECK (customer_id <> artist_id)
);

CREATE INDEX bookings_customer ON bookings (customer_id, starts_at DESC, id DESC);
CREATE INDEX bookings_artist ON bookings (artist_id, starts_at DESC, id DESC);
