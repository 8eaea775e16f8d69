-- The second factors of administrators: docs/adr/0038-a-second-factor.md.

CREATE TABLE second_factors (
  user_id    uuid PRIMARY KEY REFERENCES users (id),
  -- What it shares with an authenticator, sealed with a key of the server's (platform/sealed.ts).
  secret     bytea NOT NULL,
  -- The step of time (RFC 6238) of the last code that was taken: that one, and those before it, are taken no more.
  last_step  bigint NOT NULL,
  since      timestamptz(3) NOT NULL,
  -- How many codes were tried since when, but for the right ones.
  tries      integer NOT NULL DEFAULT 0,
  tried_from timestamptz(3) NOT NULL
);

-- Codes for who has lost their authenticator, by their hashes: 80 random bits need no slow one.
CREATE TABLE recovery_codes (
  user_id uuid NOT NULL REFERENCES second_factors (user_id) ON DELETE CASCADE,
  hash    bytea NOT NULL,
  PRIMARY KEY (user_id, hash)
);

-- Whether the session was opened with a second factor.
ALTER TABLE sessions ADD COLUMN second_factor boolean NOT NULL DEFAULT false;

GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors TO duet_app;
GRANT SELECT, INSERT, DELETE ON recovery_codes TO duet_app;
