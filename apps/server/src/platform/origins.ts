/** Tells whether a browser that comes from an origin may talk to this server. */
export type OriginPolicy = (request: {
  headers: { origin?: string | undefined; host?: string | undefined };
}) => boolean;

/**
 * Allows the server's own origin and those listed. Clients outside browsers name no origin and are allowed: the check
 * keeps other people's pages from using a visitor's network place, and there is no cookie that such a page could ride on.
 */
export function allowOrigins(allowed: readonly string[]): OriginPolicy {
  return ({ headers: { origin, host } }) =>
    origin === undefined ||
    allowed.includes(origin) ||
    (URL.canParse(origin) && host !== undefined && new URL(origin).host === host);
}
