import { AppError, ERRORS, LIMITS, RATES } from '@duet/contract';
import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { Version } from 'csp_evaluator/dist/csp.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { afterEach, describe, expect, it } from 'vitest';
import { IntegrationKeys } from '../integration-keys.ts';
import { readClientAddress } from '../client-address.ts';
import { RateLimiter } from '../rate-limiter.ts';
import { bearer, closeServers, errorOf, faultIn, ID, startHttp } from './http-server.fixture.ts';

afterEach(closeServers);

const post = (body: string | Buffer, headers: Record<string, string> = {}) => ({
  method: 'POST' as const,
  url: `/api/v1/conversations/${ID}/read`,
  headers: { 'content-type': 'application/json', ...bearer, ...headers },
  body,
});

describe('answers', () => {
  it('serves a handler with its parsed input and a request id', async () => {
    const { app } = await startHttp();
    const response = await app.inject({ url: '/api/v1/unread-count?role=customer', headers: bearer });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ unreadCount: 3 });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('answers 204 without a body and the status a handler chose', async () => {
    const { app } = await startHttp();
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
    const { app } = await startHttp();
    const response = await app.inject({ url: '/healthz', headers: { 'x-request-id': 'forged\n' } });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('ignores the body of a GET', async () => {
    const { app } = await startHttp();
    const response = await app.inject({
      method: 'GET',
      url: '/api/v1/unread-count?role=artist',
      headers: { ...bearer, 'content-type': 'text/plain' },
      payload: 'anything',
    });
    expect(response.statusCode).toBe(200);
  });

  it('tells an answer that breaks the contract, where it looks', async () => {
    const { app, lines } = await startHttp({ verifyOutput: true });
    const response = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email: 'a@b', password: 'c' },
    });
    expect(errorOf(response).code).toBe('internal');
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
    const { app } = await startHttp();
    const response = await app.inject(request);
    expect(errorOf(response)).toMatchObject({ code, requestId: response.headers['x-request-id'] });
    expect(response.statusCode).toBe(status);
    expect(response.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  });

  it('R24 answers another method of a known path with 405 and Allow, without reading the body', async () => {
    const { app } = await startHttp();
    const response = await app.inject({ ...post('{'), method: 'DELETE' });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('POST');
    expect(errorOf(response).code).toBe('method_not_allowed');
    const wrong = await app.inject({ method: 'PUT', url: '/api/v1/unread-count' });
    expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('tells nothing of an unknown error, logs its stack and counts it', async () => {
    const { app, metrics, lines } = await startHttp();
    const response = await app.inject({ url: '/api/v1/bookings?role=artist', headers: bearer });
    expect(response.statusCode).toBe(500);
    const error = errorOf(response);
    expect(error).toEqual({
      code: 'internal',
      message: ERRORS.internal.message,
      retryable: true,
      requestId: response.headers['x-request-id'],
    });
    expect(response.body).not.toContain('secrets');
    const line = faultIn(lines);
    expect(line).toMatchObject({ requestId: error.requestId, userId: ID, component: 'http' });
    expect(line?.err?.stack).toContain('http-server.fixture.ts');
    expect(await metrics.registry.metrics()).toContain('duet_errors_total{component="http"} 1');
  });

  it('says when to come back', async () => {
    const { app } = await startHttp();
    const response = await app.inject({ url: `/api/v1/bookings/${ID}`, headers: bearer });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
    expect(errorOf(response)).toMatchObject({ code: 'database_unavailable', retryAfterMs: 1_500 });
  });
});

describe('origins and headers', () => {
  it('lets pages of listed origins in, and no others (R38)', async () => {
    const { app } = await startHttp();
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
      const { app } = await startHttp();
      const { headers } = await app.inject(url);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(headers['content-security-policy']).not.toMatch(/unsafe/);
      expect(headers['content-security-policy']).toMatch(/; frame-ancestors 'none';/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    },
  );

  it('lets the page of the demo show the app in a frame, and no other', async () => {
    const { app } = await startHttp({ framedBy: 'http://localhost:5250' });
    const { headers } = await app.inject('/healthz');
    expect(headers['content-security-policy']).toMatch(/; frame-ancestors http:\/\/localhost:5250;/);
  });
});

describe('the content security policy', () => {
  it.each([
    ['the app', '/healthz'],
    ['the documents', '/docs'],
  ])('of %s has nothing that an expert would find fault with', async (_what, url) => {
    const { app } = await startHttp({ docs: true });
    const policy = String((await app.inject(url)).headers['content-security-policy']);
    const findings = new CspEvaluator(new CspParser(policy).csp, Version.CSP3).evaluate();
    expect(findings.filter(({ severity }) => severity <= Severity.MEDIUM)).toEqual([]);
  });

  const violation = (directive: string) => ({
    'csp-report': {
      'document-uri': 'https://duet.example/conversations/whose',
      'effective-directive': directive,
      'blocked-uri': 'inline',
    },
  });
  const reportTo = (payload: unknown, type = 'application/csp-report') => ({
    method: 'POST' as const,
    url: '/csp-reports',
    headers: { 'content-type': type },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

  it('has its violations counted and logged, without the page', async () => {
    const { app, metrics, lines } = await startHttp();
    for (const directive of ['script-src-elem', 'script-src-elem', 'made-up-src'])
      expect((await app.inject(reportTo(violation(directive)))).statusCode).toBe(204);
    const text = await metrics.registry.metrics();
    expect(text).toContain('duet_csp_violations_total{directive="script-src-elem"} 2');
    expect(text).toContain('duet_csp_violations_total{directive="other"} 1');
    expect(lines.join()).toContain('content security policy violated');
    expect(lines.join()).not.toContain('whose');
  });

  it.each([
    ['{', undefined, 400],
    [{}, undefined, 400],
    [[violation('img-src')], undefined, 400],
    ['{"__proto__":{}}', undefined, 400],
    [violation('img-src'), 'application/json', 415],
    ['x'.repeat(9_000), undefined, 413],
  ])('takes no report of %j', async (payload, type, status) => {
    const { app, metrics } = await startHttp();
    expect((await app.inject(reportTo(payload, type))).statusCode).toBe(status);
    expect(await metrics.registry.metrics()).not.toContain('duet_csp_violations_total{');
  });

  it('is told of no more often than anybody could read', async () => {
    const { app } = await startHttp({ limiter: new RateLimiter(1) });
    const burst = RATES.report.address[0].burst;
    const answers = await Promise.all(
      Array.from({ length: burst + 5 }, () => app.inject(reportTo(violation('img-src')))),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(5);
  });
});

describe('over TLS', () => {
  it('browsers are told to come by no other way', async () => {
    const hsts = async (isSecure: boolean | undefined) => {
      const { app } = await startHttp({ isSecure: isSecure === undefined ? undefined : () => isSecure });
      const response = await app.inject({ url: '/api/v1/unread-count?role=artist', headers: bearer });
      return [response.statusCode, response.headers['strict-transport-security']];
    };
    expect(await hsts(undefined)).toEqual([200, undefined]);
    expect(await hsts(true)).toEqual([200, 'max-age=63072000']);
    expect(await hsts(false)).toEqual([403, 'max-age=63072000']);
  });

  it('operators may come by any', async () => {
    const { app } = await startHttp({ isSecure: () => false });
    for (const url of ['/healthz', '/readyz', '/metrics'])
      expect((await app.inject(url)).statusCode).toBe(200);
    for (const url of ['/', '/api/v1/nope', '/csp-reports'])
      expect((await app.inject(url)).statusCode).toBe(403);
  });
});

describe('operations', () => {
  it('tells the process from the database', async () => {
    const { app } = await startHttp({
      assertReady: async () => {
        throw new AppError('database_unavailable', { retryAfterMs: 1_000 });
      },
    });
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await app.inject('/readyz')).statusCode).toBe(503);
  });

  it('measures requests by route and status', async () => {
    const { app } = await startHttp();
    await app.inject({ url: '/api/v1/unread-count?role=artist', headers: bearer });
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('duet_http_request_duration_seconds_count{route="getUnreadCount",status="200"} 1');
    expect(body).toContain('process_cpu_user_seconds_total');
  });
});

describe('a rate', () => {
  it('R27 is answered 429 with the time to wait, by person', async () => {
    const { app } = await startHttp({ limiter: new RateLimiter(1, () => 0) });
    const ask = () => app.inject({ url: `/api/v1/unread-count?role=artist`, headers: bearer });
    let answer = await ask();
    for (let n = 0; n < RATES.read.device[0].burst && answer.statusCode === 200; n += 1) answer = await ask();
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.json()).toMatchObject({ error: { code: 'rate_limited', retryable: true } });
  });

  it('is none of a caller without a key, and nothing is there where no key is', async () => {
    const put = { method: 'PUT' as const, url: '/api/v1/integration/users/u1', payload: {} };
    const withKeys = new IntegrationKeys([{ id: 'one', secret: 'x'.repeat(64) }]);
    for (const [integrationKeys, code] of [
      [withKeys, 'key_invalid'],
      [new IntegrationKeys([]), 'not_found'],
    ] as const) {
      const { app } = await startHttp({ integrationKeys });
      for (const headers of [{}, bearer, { authorization: `Bearer one.${'y'.repeat(64)}` }]) {
        expect(errorOf(await app.inject({ ...put, headers })).code).toBe(code);
      }
    }
  });

  it('counts for each key of other servers by itself', async () => {
    const [one, two] = ['one', 'two'].map((id) => ({ id, secret: 'x'.repeat(64) }));
    const integrationKeys = new IntegrationKeys([one!, two!]);
    const { app } = await startHttp({ integrationKeys, limiter: new RateLimiter(0.01, () => 0) });
    const ask = async ({ id, secret }: { id: string; secret: string }) => {
      const { statusCode } = await app.inject({
        method: 'PUT',
        url: '/api/v1/integration/users/u1',
        headers: { authorization: `Bearer ${id}.${secret}` },
        payload: { version: 1, name: 'Carol', roles: ['customer'] },
      });
      return statusCode;
    };
    const burst = Array.from({ length: RATES.integration.key[0].burst * 0.01 }, () => 200);
    expect(await Promise.all([...burst, 429].map(() => ask(one!)))).toEqual([...burst, 429]);
    expect(await ask(two!)).toBe(200);
  });

  /** How many of one sign-in more than an address may try are refused. */
  async function countRefused(
    options: { trustedProxies?: string[]; peer?: string },
    forwarded: (n: number) => string,
  ): Promise<number> {
    const { trustedProxies = [], peer = '192.0.2.1' } = options;
    const clientAddress = readClientAddress(trustedProxies);
    const { app } = await startHttp({ limiter: new RateLimiter(1, () => 0), clientAddress });
    const statuses = await Promise.all(
      Array.from({ length: RATES.signIn.address[0].burst + 1 }, async (_, n) => {
        const { statusCode } = await app.inject({
          method: 'POST',
          url: '/api/v1/auth/login',
          remoteAddress: peer,
          headers: { 'x-forwarded-for': forwarded(n), forwarded: `for=${forwarded(n)}` },
          payload: { email: 'a@b', password: 'c' },
        });
        return statusCode;
      }),
    );
    return statuses.filter((status) => status === 429).length;
  }

  it('R25 knows strangers by their address, whatever they say it is', async () => {
    expect(await countRefused({}, (n) => `203.0.113.${n}`)).toBe(1);
    expect(await countRefused({ trustedProxies: ['10.0.0.0/8'] }, (n) => `203.0.113.${n}`)).toBe(1);
  });

  it('R25 believes trusted proxies what they have seen themselves, and nothing else', async () => {
    const proxied = { trustedProxies: ['10.0.0.0/8'], peer: '10.0.0.1' };
    expect(await countRefused(proxied, (n) => `203.0.113.${n}`)).toBe(0);
    expect(await countRefused(proxied, (n) => `203.0.113.${n}, 198.51.100.9, 10.1.1.1`)).toBe(1);
    expect(await countRefused(proxied, (n) => `203.0.113.${n}, x`)).toBe(1);
  });

  it('counts the addresses that one IPv6 customer has to choose from as one', async () => {
    const proxied = { trustedProxies: ['10.0.0.0/8'], peer: '10.0.0.1' };
    expect(await countRefused(proxied, (n) => `2001:db8::${n}`)).toBe(1);
    expect(await countRefused(proxied, (n) => `2001:db8:0:${n}::1`)).toBe(0);
  });
});
