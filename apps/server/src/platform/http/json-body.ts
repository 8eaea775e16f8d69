import { AppError } from '@duet/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';

// Node would put U+FFFD for what is not UTF-8, and nobody would know that the text was changed.
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON in UTF-8 and not packed is the only body there is. Refused as `bad_json`: what does not parse, what is not UTF-8,
 * and the keys `__proto__` and `constructor.prototype`. No body at all is `undefined`, for the route's schema to judge.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  const parseSafely = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    if (!isPlainUtf8(request)) {
      done(new AppError('unsupported_media_type'));
      return;
    }
    const text = decode(body);
    if (text === undefined) done(new AppError('bad_json'));
    else void parseSafely(request, text, done);
  });
}

function decode(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function isPlainUtf8({ headers }: FastifyRequest): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  return /^utf-?8$/i.test(charset) && /^(identity)?$/i.test(headers['content-encoding'] ?? '');
}
