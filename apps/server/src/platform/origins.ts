/** Tells whether a browser that comes from an origin may talk to this server. */
export type OriginPolicy = (request: {
  headers: { origin?: string | undefined; host?: string | undefined };
}) => boolean;

/**
 * Allows those listed and the server's own origin: of https alone, where the server is spoken to over TLS only. Clients
 * outside browsers name no origin and are allowed: the check keeps other people's pages from using a visitor's network
 * place, and there is no cookie that such a page could ride on.
 */
export function allowOrigins(allowed: readonly string[], onlyOverTls: boolean): OriginPolicy {
  const isOwn = (origin: URL, host: string | undefined) =>
    origin.host === host && (origin.protocol === 'https:' || !onlyOverTls);
  return ({ headers: { origin, host } }) =>
    origin === undefined ||
    allowed.includes(origin) ||
    (URL.canParse(origin) && isOwn(new URL(origin), host));
}
