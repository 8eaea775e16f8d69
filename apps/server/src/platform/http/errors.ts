import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { AppError, ERRORS, type ErrorCode } from '@duet/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
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
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
  if (http === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(http).send({ error: error.toObject(request.id) });
}

/** How long what a refused client still sends is read and dropped: closing on it would take the answer along. */
const LINGER_MS = 1_000;
const answered = new WeakSet<Socket>();

/** Answers what never became a request: headers too large, a body that trickles, bytes that are no HTTP. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (answered.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  answered.add(socket);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  const refusal = new AppError(UNREADABLE[error.code ?? ''] ?? 'bad_request');
  const { http } = ERRORS[refusal.code];
  const requestId = uuidv7();
  const body = JSON.stringify({ error: refusal.toObject(requestId) });
  const headers = {
    ...SECURITY_HEADERS,
    'x-request-id': requestId,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${http} ${STATUS_CODES[http]}`, ...head, '', body].join('\r\n'));
}

function fromFastify(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  const { statusCode } = thrown as { statusCode?: unknown };
  const code = typeof statusCode === 'number' ? REFUSALS[statusCode] : undefined;
  return code === undefined ? thrown : new AppError(code, {}, { cause: thrown });
}
