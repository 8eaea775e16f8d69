import type { SecureContextOptions } from 'node:tls';
import type { FastifyInstance } from 'fastify';

/** Where browsers tell what the policy has kept them from. */
export const CSP_REPORTS_PATH = '/csp-reports';

interface Elsewhere {
  /** Where else images are uploaded to and loaded from. */
  readonly objectOrigins: readonly string[];
  /** The one page that may show the app in a frame; undefined: none. */
  readonly framedBy: string | undefined;
}

function toContentSecurityPolicy({ objectOrigins, framedBy = "'none'" }: Elsewhere): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // react-native-web writes its rules through the CSSOM, which needs one empty <style>: this is the hash of nothing.
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    // 'self' holds for ws and wss of the same host too (CSP 3).
    ["connect-src 'self'", ...objectOrigins].join(' '),
    ["img-src 'self' data: blob:", ...objectOrigins].join(' '),
    "font-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framedBy}`,
    // Older than report-to, and what all browsers do, at once.
    `report-uri ${CSP_REPORTS_PATH}`,
  ].join('; ');
}

/** Stands on every answer, whoever gives it. */
export const SECURITY_HEADERS = toSecurityHeaders({ objectOrigins: [], framedBy: undefined });

/** How this server ends TLS: with keys that are gone afterwards, and ciphers that notice a change (Mozilla's "intermediate"). */
export const STRONG_TLS = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
} as const satisfies SecureContextOptions;

/** Browsers that have been here over TLS never try without it again. */
export const ONLY_OVER_TLS = { 'strict-transport-security': 'max-age=63072000' } as const;

/** The same, where the app has images from other origins or is shown by another page. */
export function toSecurityHeaders(elsewhere: Elsewhere) {
  return {
    'content-security-policy': toContentSecurityPolicy(elsewhere),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  } as const;
}

/** Lets pages of the listed origins use the REST API: preflights are answered, answers may be read. */
export function allowCrossOrigin(app: FastifyInstance, allowedOrigins: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !allowedOrigins.includes(origin)) return;
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'retry-after, x-request-id',
      vary: 'origin',
    });
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      return reply
        .headers({
          'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
          'access-control-allow-headers': 'authorization, content-type',
          'access-control-max-age': '7200',
        })
        .code(204)
        .send();
    }
  });
}
