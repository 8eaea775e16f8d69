-- When the token was issued that last told who somebody of the host marketplace is; an older one tells nothing any more.
ALTER TABLE users ADD COLUMN claims_issued_at timestamptz(3);
