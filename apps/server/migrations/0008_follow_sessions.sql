-- What every node asks for, every two seconds: the sessions that were ended since it last looked, and those whose time
-- was up. See docs/adr/0011-follow-what-ended.md.

DROP INDEX sessions_changed;
CREATE INDEX sessions_ended ON sessions (changed_tx) WHERE revoked_at IS NOT NULL;
CREATE INDEX sessions_expiry ON sessions (expires_at);
