/** A token is renewed this long before it expires. */
export const RENEW_BEFORE_EXPIRY = 30_000;

/** What is read of a token here. One that cannot be read counts as endless: the server says when it is over. */
export function claimsOf(accessToken: string): { sub: string; iat: number; exp: number } {
  try {
    const payload = (accessToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { sub, iat, exp } = JSON.parse(atob(payload)) as Record<'sub' | 'iat' | 'exp', unknown>;
    if (typeof iat === 'number' && typeof exp === 'number') return { sub: String(sub), iat, exp };
  } catch {
    // Not a JWT.
  }
  return { sub: '', iat: 0, exp: Infinity };
}

/** By the token's span of life, counted from now: a device whose clock is wrong does not renew for ever. */
export function expiryByReceipt(accessToken: string, now: number): number {
  const { iat, exp } = claimsOf(accessToken);
  return now + (exp - iat) * 1_000;
}
