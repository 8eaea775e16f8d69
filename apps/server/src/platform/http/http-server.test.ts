import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, LIMITS, type RouteName } from '@duet/contract';
import type { FastifyInstance } from 'fastify';
import { pino, type Logger } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Actor, Authenticator } from '../actor.ts';
import { Faults } from '../faults.ts';
import { createMetrics } from '../metrics.ts';
import { withStatus, type RouteHandlers } from './handlers.ts';
import { createHttpServer, type HttpServerOptions } from './http-server.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const actor: Actor = { userId: ID, sessionId: ID, roles: ['customer'] };
const bearer = { authorization: 'Bearer good' };

const authenticator: Authenticator = {
  authenticate: async (token) => {
    if (token !== 'good') throw new AppError('token_invalid');
    return actor;
  },
  checkSession: async (known) => known,
  findEndedSessions: async () => [],
};

const readState = { conversationId: ID, readSeq: 1, unreadCount: 0, lastSeq: 1, version: 1 };
const conversation = { id: ID } as never;
const handlers: Partial<RouteHandlers<RouteName>> = {
  login: async () => ({ accessToken: 'a', refreshToken: 'r', user: {} as never }),
  logout: async () => ({}),
  getUnreadCount: async () => ({ unreadCount: 3 }),
  getConversation: async () => {
    throw new AppError('conversation_not_found');
  },
  createConversation: async () => withStatus(200, { conversation }),
  readConversation: async () => ({ readState }),
  listBookings: async () => {
    throw new Error('relation "secrets" does not exist');
  },
  getBooking: async () => {
    throw new AppError('database_unavailable', { retryAfterMs: 1_500 });
  },
};

const started: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((app) => app.close()));
});

async function start(options: Partial<HttpServerOptions> & { lines?: string[] } = {}) {
  const { lines = [], ...rest } = options;
  const log: Logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const metrics = createMetrics();
  const app = await createHttpServer({
    handlers,
    authenticator,
    allowedOrigins: ['https://app.example'],
    webRoot: undefined,
    assertReady: async () => undefined,
    verifyOutput: false,
    log,
    metrics,
    faults: new Faults(log, metrics),
    ...rest,
  });
  started.push(app);
  return { app, metrics, lines };
}

const post = (body: string | Buffer, headers: Record<string, string> = {}) => ({
  method: 'POST' as const,
  url: `/api/v1/conversations/${ID}/read`,
  headers: { 'content-type': 'application/json', ...bearer, ...headers },
  body,
});

describe('answers', () => {
  it('serves a handler with its parsed input and a request id', async () => {
    const { app } = await start();
    const response = await app.inject({ url: '/api/v1/unread-count?role=customer', headers: bearer });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ unreadCount: 3 });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('answers 204 without a body and the status a handler chose', async () => {
    const { app } = await start();
    const out = await app.inject({ method: 'POST', url: '/api/v1/auth/logout', headers: bearer });
    expect([out.statusCode, out.body]).toEqual([204, '']);
    const pair = { customerId: ID, artistId: ID };
    const made = await app.inject({
      method: 'POST',
      url: '/api/v1/conversations',
      headers: bearer,
      payload: pair,
    });
    expect(made.statusCode).toBe(200);
  });

  it('takes its own request id, whatever the client sends', async () => {
    const { app } = await start();
    const response = await app.inject({ url: '/healthz', headers: { 'x-request-id': 'forged\n' } });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('ignores the body of a GET', async () => {
    const { app } = await start();
    const response = await app.inject({
      method: 'GET',
      url: '/api/v1/unread-count?role=artist',
      headers: { ...bearer, 'content-type': 'text/plain' },
      payload: 'anything',
    });
    expect(response.statusCode).toBe(200);
  });

  it('tells an answer that breaks the contract, where it looks', async () => {
    const { app, lines } = await start({ verifyOutput: true });
    const response = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email: 'a@b', password: 'c' },
    });
    expect(response.json().error.code).toBe('internal');
    expect(lines.join()).toContain('breaks the contract: user.id');
  });
});

describe('refusals', () => {
  it.each([
    ['R1 a body cut short', post('{"a":'), 400, 'bad_json'],
    ['R2 text', post('hello', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
    [
      'a form',
      post('a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported_media_type',
    ],
    ['R3 a byte too many', post(`"${'x'.repeat(LIMITS.payloadBytes - 1)}"`), 413, 'payload_too_large'],
    ['R4 a field nobody knows', post('{"upToSeq":1,"role":"artist"}'), 400, 'unknown_field'],
    ['R22 a hundred brackets', post('['.repeat(100) + ']'.repeat(100)), 400, 'validation_failed'],
    ['thirty thousand brackets', post('['.repeat(30_000) + ']'.repeat(30_000)), 400, 'validation_failed'],
    ['no body', post(''), 400, 'validation_failed'],
    ['a prototype', post('{"upToSeq":1,"__proto__":{"admin":true}}'), 400, 'bad_json'],
    ['a constructor', post('{"upToSeq":1,"constructor":{"prototype":{}}}'), 400, 'bad_json'],
    ['bytes that are not UTF-8', post(Buffer.from([0x22, 0xc3, 0x28, 0x22])), 400, 'bad_json'],
    ['an object for a number', post('{"upToSeq":{"$gt":0}}'), 400, 'validation_failed'],
    ['R13 no id', { url: '/api/v1/conversations/abc', headers: bearer }, 400, 'validation_failed'],
    [
      'a capital id',
      { url: `/api/v1/conversations/${ID.toUpperCase()}`, headers: bearer },
      400,
      'validation_failed',
    ],
    [
      'R15 a limit',
      { url: '/api/v1/bookings?role=artist&limit=1e9', headers: bearer },
      400,
      'validation_failed',
    ],
    [
      'a query twice',
      { url: '/api/v1/unread-count?role=artist&role=artist', headers: bearer },
      400,
      'validation_failed',
    ],
    [
      'a query nobody knows',
      { url: '/api/v1/unread-count?role=artist&x=1', headers: bearer },
      400,
      'unknown_field',
    ],
    [
      'a code of the service',
      { url: `/api/v1/conversations/${ID}`, headers: bearer },
      404,
      'conversation_not_found',
    ],
    ['R23 an unknown path', { url: '/api/v1/nope', headers: bearer }, 404, 'not_found'],
    ['an unknown path with any body', { ...post('{', {}), url: '/api/v1/nope' }, 404, 'not_found'],
    [
      'a path that cannot be decoded',
      { url: '/api/v1/conversations/%zz', headers: bearer },
      404,
      'not_found',
    ],
    ['no token', { url: '/api/v1/unread-count?role=artist' }, 401, 'auth_required'],
    ['no token before the body is looked at', post('{', { authorization: '' }), 401, 'auth_required'],
    [
      'another scheme',
      { url: '/api/v1/bookings', headers: { authorization: 'Basic YTpi' } },
      401,
      'auth_required',
    ],
    [
      'a bad token',
      { url: '/api/v1/bookings', headers: { authorization: 'Bearer bad' } },
      401,
      'token_invalid',
    ],
  ])('%s', async (_name, request, status, code) => {
    const { app } = await start();
    const response = await app.inject(request);
    expect(response.json().error).toMatchObject({ code, requestId: response.headers['x-request-id'] });
    expect(response.statusCode).toBe(status);
    expect(response.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  });

  it('R24 answers another method of a known path with 405 and Allow, without reading the body', async () => {
    const { app } = await start();
    const response = await app.inject({ ...post('{'), method: 'DELETE' });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('POST');
    expect(response.json().error.code).toBe('method_not_allowed');
    const wrong = await app.inject({ method: 'PUT', url: '/api/v1/unread-count' });
    expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('tells nothing of an unknown error, logs its stack and counts it', async () => {
    const { app, metrics, lines } = await start();
    const response = await app.inject({ url: '/api/v1/bookings?role=artist', headers: bearer });
    expect(response.statusCode).toBe(500);
    const { error } = response.json();
    expect(error).toEqual({
      code: 'internal',
      message: expect.any(String),
      retryable: true,
      requestId: response.headers['x-request-id'],
    });
    expect(response.body).not.toContain('secrets');
    const line = lines.map((text) => JSON.parse(text)).find(({ msg }) => msg === 'fault');
    expect(line).toMatchObject({ requestId: error.requestId, userId: ID, component: 'http' });
    expect(line.err.stack).toContain('http-server.test.ts');
    expect(await metrics.registry.metrics()).toContain('duet_errors_total{component="http"} 1');
  });

  it('says when to come back', async () => {
    const { app } = await start();
    const response = await app.inject({ url: `/api/v1/bookings/${ID}`, headers: bearer });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
    expect(response.json().error).toMatchObject({ code: 'database_unavailable', retryAfterMs: 1_500 });
  });
});

describe('origins and headers', () => {
  it('lets pages of listed origins in, and no others (R38)', async () => {
    const { app } = await start();
    const ask = (origin: string) => app.inject({ url: '/healthz', headers: { origin } });
    expect((await ask('https://app.example')).headers['access-control-allow-origin']).toBe(
      'https://app.example',
    );
    expect((await ask('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await app.inject({
      method: 'OPTIONS',
      url: '/api/v1/auth/login',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toBe('authorization, content-type');
  });

  it.each(['/healthz', '/api/v1/nope', '/api/v1/conversations/%zz', '/api/v1/bookings'])(
    'guards %s by headers',
    async (url) => {
      const { app } = await start();
      const { headers } = await app.inject(url);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(headers['content-security-policy']).not.toMatch(/unsafe/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    },
  );
});

describe('operations', () => {
  it('tells the process from the database', async () => {
    const { app } = await start({
      assertReady: async () => {
        throw new AppError('database_unavailable', { retryAfterMs: 1_000 });
      },
    });
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await app.inject('/readyz')).statusCode).toBe(503);
  });

  it('measures requests by route and status', async () => {
    const { app } = await start();
    await app.inject({ url: '/api/v1/unread-count?role=artist', headers: bearer });
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('duet_http_request_duration_seconds_count{route="getUnreadCount",status="200"} 1');
    expect(body).toContain('process_cpu_user_seconds_total');
  });
});

describe('the web app', () => {
  let folder: string;
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function startWithApp() {
    folder = await mkdtemp(join(tmpdir(), 'duet-web-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Duet</title>');
    await writeFile(join(folder, 'favicon.svg'), '<svg/>');
    await writeFile(join(folder, 'assets/main-Ab12Cd34.js'), 'plain');
    await writeFile(join(folder, 'assets/main-Ab12Cd34.js.br'), 'brotli');
    await writeFile(join(folder, 'assets/main-Ab12Cd34.js.gz'), 'gzip');
    return start({ webRoot: folder });
  }

  it('is asked for again at its entry and kept for good behind a hash', async () => {
    const { app } = await startWithApp();
    const entry = await app.inject('/');
    expect(entry.body).toContain('<title>Duet</title>');
    expect(entry.headers['cache-control']).toBe('no-cache');
    expect((await app.inject('/favicon.svg')).headers['cache-control']).toBe('no-cache');
    const asset = await app.inject('/assets/main-Ab12Cd34.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asset.headers['content-type']).toContain('javascript');
    expect(asset.body).toBe('plain');
  });

  it.each([
    ['br, gzip', 'br', 'brotli'],
    ['gzip', 'gzip', 'gzip'],
  ])('comes compressed for %s', async (accepted, encoding, body) => {
    const { app } = await startWithApp();
    const asset = await app.inject({
      url: '/assets/main-Ab12Cd34.js',
      headers: { 'accept-encoding': accepted },
    });
    expect(asset.headers['content-encoding']).toBe(encoding);
    expect(asset.headers['vary']).toContain('accept-encoding');
    expect(asset.headers['cache-control']).toContain('immutable');
    expect(asset.body).toBe(body);
  });

  it('answers every address of the app with the same page, and nothing else with it', async () => {
    const { app } = await startWithApp();
    const html = { accept: 'text/html,application/xhtml+xml' };
    const deep = await app.inject({ url: `/conversations/${ID}`, headers: html });
    expect(deep.statusCode).toBe(200);
    expect(deep.body).toContain('<title>Duet</title>');
    expect(deep.headers['cache-control']).toBe('no-cache');
    const missing = [
      { url: '/assets/gone-Ab12Cd34.js', headers: { accept: '*/*' } },
      { url: '/api/v1/nope', headers: html },
      { url: '/../package.json', headers: { accept: '*/*' } },
      { url: '/%2e%2e/package.json', headers: { accept: '*/*' } },
      { url: '/.env', headers: { accept: '*/*' } },
      { method: 'POST' as const, url: '/conversations', headers: html },
    ];
    for (const request of missing) {
      const response = await app.inject(request);
      expect([request.url, response.statusCode]).toEqual([request.url, 404]);
      expect(response.json().error.code).toBe('not_found');
    }
  });

  it('is refused at start-up when it is not there', async () => {
    folder = await mkdtemp(join(tmpdir(), 'duet-web-'));
    await expect(start({ webRoot: folder })).rejects.toThrow(/^WEB_ROOT must be the folder of the built app/);
  });
});

describe('on the wire', () => {
  async function listen() {
    const { app } = await start();
    await app.listen({ port: 0, host: '127.0.0.1' });
    return (app.server.address() as AddressInfo).port;
  }

  /** Sends pieces of bytes and answers all that came back until the server closed. */
  function talk(port: number, ...pieces: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let answer = '';
      socket.setEncoding('utf8');
      socket.on('data', (text) => (answer += text));
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
      socket.write(pieces.join(''));
    });
  }

  const get = 'GET /healthz HTTP/1.1\r\nhost: duet\r\nconnection: close\r\n\r\n';

  it('R26 refuses headers of 32 kB', async () => {
    const port = await listen();
    const answer = await talk(
      port,
      `GET /healthz HTTP/1.1\r\nhost: duet\r\nx: ${'x'.repeat(32_768)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('"code":"headers_too_large"');
    expect(answer).toContain('x-content-type-options: nosniff');
  });

  it('refuses what is no HTTP', async () => {
    const port = await listen();
    expect(await talk(port, 'garbage\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*"code":"bad_json"/);
    expect(await talk(port, get)).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each([
    ['a body cut short', 'content-type: application/json\r\ncontent-length: 5', '{"a":', 400],
    ['text', 'content-type: text/plain\r\ncontent-length: 5', 'hello', 415],
    ['too many bytes', `content-type: application/json\r\ncontent-length: 70000`, 'x'.repeat(70_000), 413],
  ])('serves the next request of the connection after %s', async (_name, headers, body, status) => {
    const port = await listen();
    const head = `POST /api/v1/auth/login HTTP/1.1\r\nhost: duet\r\n${headers}\r\n\r\n`;
    const answer = await talk(port, head, body, get);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/HTTP\/1.1 200 OK[^]*\{"status":"ok"\}$/);
  });

  it('R28 closes on a body that never ends within ten seconds', { timeout: 15_000 }, async () => {
    const port = await listen();
    const before = performance.now();
    const answer = await talk(
      port,
      'POST /api/v1/auth/login HTTP/1.1\r\nhost: duet\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{',
    );
    expect(performance.now() - before).toBeLessThan(11_000);
    expect(answer).toMatch(/^HTTP\/1.1 408 [^]*"code":"request_timeout"/);
  });
});
