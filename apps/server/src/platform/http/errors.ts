import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { AppError, ERRORS, type ErrorCode } from '@duet/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Faults } from '../faults.ts';
import { SECURITY_HEADERS } from './security.ts';

/** What Fastify refuses by itself, by its status. */
const REFUSALS: Record<number, ErrorCode> = {
  400: 'bad_json',
  403: 'not_found',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

/** What Node's parser refuses before there is a request; anything else it cannot read is a `bad_request`. */
const UNREADABLE: Record<string, ErrorCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** Answers every error of a request as `{ error }` with the status of its code. */
export function answerErrors(app: FastifyInstance, faults: Faults): void {
  app.setErrorHandler((thrown, request, reply) => sendError(thrown, request, reply, faults));
}

/** Sends an error; for the two places where Fastify has no error handler to call. */
export function sendError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  faults: Faults,
): FastifyReply {
  const error = faults.toAppError('http', fromFastify(thrown), request.log as Logger);
  const { http } = ERRORS[error.code];
  const { retryAfterMs } = error.details;
  // Fastify would close the connection over a bad body; the next request on it can be read all the same.
  reply.removeHeader('connection');
  if (retryAfterMs !== undefined) reply.header('retry-after', toSeconds(retryAfterMs));
  if (http === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(http).send({ error: error.toObject(request.id) });
}

/** How long what a refused client still sends is read and dropped: closing on it would take the answer along. */
const LINGER_MS = 1_000;
const answered = new WeakSet<Socket>();

/** Answers what never became a request: headers too large, a body that trickles, bytes that are no HTTP. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET') socket.destroy();
  else hangUp(new AppError(UNREADABLE[error.code ?? ''] ?? 'bad_request'), socket);
}

/** Answers an error where there is no response to write it to, and closes the connection. Only the first one counts. */
export function hangUp(refusal: AppError, socket: Socket): void {
  if (answered.has(socket)) return;
  answered.add(socket);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  const { http } = ERRORS[refusal.code];
  const { retryAfterMs } = refusal.details;
  const requestId = randomUUID();
  const body = JSON.stringify({ error: refusal.toObject(requestId) });
  const headers = {
    ...SECURITY_HEADERS,
    'x-request-id': requestId,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(retryAfterMs !== undefined && { 'retry-after': toSeconds(retryAfterMs) }),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${http} ${STATUS_CODES[http]}`, ...head, '', body].join('\r\n'));
}

/**
 * Node takes a request of any version, and one without a version for HTTP/0.9; whether it then reads on depends on how
 * the bytes were cut.
 * @throws AppError `bad_request` for anything but HTTP/1.1 and 1.0
 */
export function assertReadable({ httpVersion }: IncomingMessage): void {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') throw new AppError('bad_request');
}

/** What Retry-After counts in. */
function toSeconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}

function fromFastify(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  const { statusCode } = thrown as { statusCode?: unknown };
  const code = typeof statusCode === 'number' ? REFUSALS[statusCode] : undefined;
  return code === undefined ? thrown : new AppError(code, {}, { cause: thrown });
}
