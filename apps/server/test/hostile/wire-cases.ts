import assert from 'node:assert/strict';
import { errorObject } from '@duet/contract';
import { rest, type HostileCase } from './hostile-case.ts';
import { Line, LineClosed, type WireAnswer } from './line.ts';
import { RawSocket } from './raw-socket.ts';
import type { World } from './world.ts';

/** Bytes on a connection of their own. What comes back, and whether the server then hung up. */
async function talk(
  world: World,
  pieces: readonly (string | Buffer)[],
  cut: boolean,
): Promise<{ answers: WireAnswer[]; hungUp: boolean }> {
  const line = await Line.open(world.url);
  const answers: WireAnswer[] = [];
  try {
    // Whatever came before, this is answered, unless the server hangs up.
    const all = [...pieces, 'GET /healthz HTTP/1.1\r\nHost: last.example\r\nX-Last: 1\r\n\r\n'];
    if (cut) for (const piece of all) await line.deliver(piece);
    else line.write(...all);
    for (;;) {
      const answer = await line.answer();
      answers.push(answer);
      if (answer.body === '{"status":"ok"}') return { answers, hungUp: false };
    }
  } catch (error) {
    if (!(error instanceof LineClosed)) throw error;
    return { answers, hungUp: true };
  } finally {
    line.close();
  }
}

type Result = 'refused and hung up' | 'hung up' | number;

/**
 * `result`: a status after which the next request is served, or how the server gets rid of it. What is `cut` leaves in
 * packets of its own.
 */
function wire(
  id: string,
  says: string,
  bytes: (world: World) => (string | Buffer)[],
  result: Result,
  { cut = false }: { cut?: boolean } = {},
): HostileCase {
  return {
    id,
    says: `${says} (bytes)`,
    async run(world) {
      const { answers, hungUp } = await talk(world, bytes(world), cut);
      const told = answers
        .map(({ status, body }) => `${status} ${body}`)
        .join(' | ')
        .slice(0, 400);
      if (typeof result === 'number') {
        assert.ok(!hungUp, `hung up after ${told}`);
        assert.equal(answers[0]!.status, result, told);
        return;
      }
      assert.ok(hungUp, `still there after ${told}`);
      if (result === 'hung up') return assert.equal(told, '');
      const [answer] = answers;
      assert.equal(answers.length, 1, told);
      assert.ok(answer && answer.status >= 400 && answer.status < 500, told);
      errorObject.parse((JSON.parse(answer.body) as { error: unknown }).error);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    },
  };
}

/** A request line with these headers, as they are. */
const get = (...headers: string[]) => [
  `GET /healthz HTTP/1.1\r\n${['Host: duet.example', ...headers].join('\r\n')}\r\n\r\n`,
];
const post = (headers: string[], body: string) => [
  `POST /api/v1/auth/login HTTP/1.1\r\n${['Host: duet.example', 'Content-Type: application/json', ...headers].join('\r\n')}\r\n\r\n`,
  body,
];

const REFUSED = 'refused and hung up';
const CHUNKED = 'Transfer-Encoding: chunked';

/** What a client may call itself. */
const AGENTS = ['\u00ff', '"}\\n{"level":"fatal"', '%0d%0aSet-Cookie: a=b', '\t', `${'x'.repeat(9_000)}`];

/** Every line of the log is one object. */
function assertLines(world: World): void {
  for (const line of world.probe('log')().split('\n')) if (line !== '') JSON.parse(line);
}

/** HTTP itself: what no client sends by accident. */
export const WIRE_CASES: readonly HostileCase[] = [
  ...[
    'garbage\r\n\r\n',
    '\0\0\0\0\r\n\r\n',
    Buffer.from('16030100c8010000c40303', 'hex'),
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'GET /healthz HTTP/9.9\r\n\r\n',
    'GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n',
    'GET /healthz HTTP/1.2\r\nHost: a\r\n\r\n',
    'GET /heal thz HTTP/1.1\r\nHost: a\r\n\r\n',
    'get /healthz HTTP/1.1\r\nHost: a\r\n\r\n',
    'BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n',
    'SSH-2.0-OpenSSH_9.9\r\n',
    `${'GET'.repeat(2_000)} / HTTP/1.1\r\n\r\n`,
    'GET . HTTP/1.1\r\nHost: a\r\n\r\n',
  ].map((bytes) =>
    wire('R1', `no HTTP: ${JSON.stringify(String(bytes).slice(0, 30))}`, () => [bytes, '\r\n\r\n'], REFUSED),
  ),
  ...['/healthz', '/api/v1/me', '/nope', '/socket.io/?EIO=4&transport=polling'].flatMap((path) =>
    ['', ' HTTP/0.9', ' HTTP/2.0'].flatMap((version) => [
      wire(
        'R1',
        `a request of version "${version}" for ${path}`,
        () => [`GET ${path}${version}\r\nHost: a\r\n\r\n`],
        REFUSED,
      ),
      wire(
        'R1',
        `a request of version "${version}" for ${path}, in bytes`,
        () => [...`GET ${path}${version}\r\n\r\n`],
        REFUSED,
        { cut: true },
      ),
    ]),
  ),
  wire(
    'R1',
    'a WebSocket of another version',
    () => [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/2.0\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    ],
    REFUSED,
  ),
  wire(
    'R24',
    'CONNECT',
    () => ['CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n'],
    'hung up',
  ),
  wire('R26', 'headers of 32 kB', () => get(`X-Long: ${'x'.repeat(32_768)}`), REFUSED),
  wire(
    'R26',
    'an address of 32 kB',
    () => [`GET /${'x'.repeat(32_768)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    REFUSED,
  ),
  wire(
    'R26',
    'five thousand headers',
    () => get(...Array.from({ length: 5_000 }, (_none, index) => `X-${index}: 1`)),
    REFUSED,
  ),
  wire(
    'R26',
    'two hundred headers',
    () => get(...Array.from({ length: 200 }, (_none, index) => `X-${index}: 1`)),
    200,
  ),
  wire('R26', 'a header without a name', () => get(': x'), REFUSED),
  wire('R26', 'a name with a space behind it', () => get('X-Odd : x'), REFUSED),
  wire('R26', 'a folded header', () => get('X-Odd: a', ' b'), REFUSED),
  wire('R26', 'a bare line feed', () => get('X-Odd: a\nX-Other: b'), REFUSED),
  wire('R26', 'a bare carriage return', () => get('X-Odd: a\rX-Other: b'), REFUSED),
  wire('R26', 'NUL in a header', () => get('X-Odd: a\0b'), REFUSED),
  wire(
    'R26',
    'a header named like a property',
    () => get('__proto__: x', 'constructor: y', 'hasOwnProperty: z'),
    200,
  ),
  wire('R26', 'any bytes in a header', () => get('X-Odd: \u00ff\u0080\u00e9'), 200),
  wire('R26', 'no host', () => ['GET /healthz HTTP/1.1\r\n\r\n'], 400),
  wire('R26', 'two hosts', () => get('Host: evil.example'), 200),
  wire('R26', 'a host that is none', () => ['GET /healthz HTTP/1.1\r\nHost: ///\0?\r\n\r\n'], REFUSED),
  wire('R26', 'a host with a path', () => ['GET /healthz HTTP/1.1\r\nHost: a/../b?c#d\r\n\r\n'], 200),
  wire('R3', 'two lengths', () => post(['Content-Length: 2', 'Content-Length: 3'], '{}'), REFUSED),
  wire('R3', 'a length and chunks', () => post(['Content-Length: 2', CHUNKED], '0\r\n\r\n'), REFUSED),
  wire('R3', 'chunks and a length', () => post([CHUNKED, 'Content-Length: 2'], '0\r\n\r\n'), REFUSED),
  wire('R3', 'chunks in disguise', () => post(['Transfer-Encoding: xchunked'], '{}'), REFUSED),
  wire('R3', 'chunks, but not last', () => post(['Transfer-Encoding: chunked, identity'], '{}'), REFUSED),
  wire('R3', 'chunks twice', () => post([CHUNKED, CHUNKED], '0\r\n\r\n'), REFUSED),
  ...['-1', '+2', '0x2', '2 2', '', '99999999999999999999', '2,2', '²'].map((length) =>
    wire('R3', `the length "${length}"`, () => post([`Content-Length: ${length}`], '{}'), REFUSED),
  ),
  ...['x\r\n', '-1\r\n', '0x2\r\n{}\r\n', 'ffffffffffffffffff\r\n', '2\r\n{}x\r\n', '2\n{}\n', ';\r\n'].map(
    (chunk) => wire('R3', `the chunk ${JSON.stringify(chunk)}`, () => post([CHUNKED], chunk), REFUSED),
  ),
  wire(
    'R3',
    'a chunk with an extension of 20 kB',
    () => post([CHUNKED], `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
    REFUSED,
  ),
  wire('R3', 'trailers', () => post([CHUNKED], '2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n'), 400),
  wire(
    'R3',
    'a request within a body',
    () => post(['Content-Length: 36'], 'GET /api/v1/me HTTP/1.1\r\nHost: a\r\n\r\n'),
    400,
  ),
  wire(
    'R23',
    'a body of a GET',
    () => get('Content-Length: 2', '').map((head) => `${head.slice(0, -2)}{}`),
    200,
  ),
  wire('R23', 'an expectation', () => get('Expect: 200-ok'), 200),
  wire('R23', 'going on', () => post(['Expect: 100-continue', 'Content-Length: 2'], '{}'), 400),
  wire(
    'R23',
    'an offer of HTTP/2',
    () => get('Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
    200,
  ),
  wire(
    'R23',
    'a WebSocket where there is none',
    () =>
      get(
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ),
    200,
  ),
  wire('R23', 'HTTP/1.0 that stays', () => ['GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'], 200),
  {
    id: 'R23',
    says: 'fifty requests at once, answered in their order (bytes)',
    async run(world) {
      const line = await Line.open(world.url);
      const paths = Array.from({ length: 50 }, (_none, index) => (index % 2 === 0 ? './me' : './nope'));
      line.write(Buffer.concat(paths.map((path) => world.toBytes({ path, as: 'customer' }))));
      for (const path of paths) assert.equal((await line.answer()).status, path === './me' ? 200 : 404);
      line.close();
    },
  },
  {
    id: 'R28',
    says: 'a client that goes away in the middle of its body harms nobody (bytes)',
    async run(world) {
      for (let times = 0; times < 20; times += 1) {
        const line = await Line.open(world.url);
        line.write(...post(['Content-Length: 50'], '{'));
        line.close();
      }
      assert.ok(await world.serves());
    },
  },
  ...AGENTS.flatMap((agent): HostileCase[] => [
    {
      id: 'R35',
      says: `the user agent ${JSON.stringify(agent).slice(0, 40)}: every line of the log stays one (REST)`,
      needs: 'log',
      async run(world) {
        const body = world.target.people.customer;
        const answer = await world.askPatiently({
          method: 'POST',
          path: './auth/login',
          headers: [`User-Agent: ${agent}`],
          body,
        });
        assert.equal(answer.status, 200, answer.body);
        assertLines(world);
      },
    },
    {
      id: 'R35',
      says: `the user agent ${JSON.stringify(agent).slice(0, 40)}: every line of the log stays one (socket)`,
      needs: 'log',
      async run(world) {
        for (const token of [world.people.customer.accessToken, agent]) {
          const socket = await RawSocket.upgrade(world.url, { headers: [`User-Agent: ${agent}`] });
          await socket.join({ token }).catch(() => undefined);
          socket.close();
        }
        assertLines(world);
      },
    },
  ]),
  {
    id: 'R35',
    says: 'neither a token, nor a password, nor a text stands in the log (REST)',
    needs: 'log',
    async run(world) {
      const log = world.probe('log')();
      const { password } = world.target.people.customer;
      for (const secret of [
        password,
        world.people.customer.accessToken,
        world.people.customer.refreshToken,
        world.message.content!,
      ]) {
        assert.ok(!log.includes(secret), `the log has ${secret}`);
      }
      assert.doesNotMatch(log, /eyJ[\w-]{10,}\.eyJ/);
    },
  },
  ...['https://evil.example', 'null', 'http://127.0.0.1:1', 'https://', 'file://', 'x'.repeat(2_000)].flatMap(
    (origin) => [
      rest(
        'R38',
        `a page of ${origin.slice(0, 30)}`,
        { path: './me', as: 'customer', headers: [`Origin: ${origin}`] },
        ({ status, headers }) => {
          assert.deepEqual([status, headers['access-control-allow-origin']], [200, undefined]);
        },
      ),
      rest(
        'R38',
        `a preflight of ${origin.slice(0, 30)}`,
        {
          method: 'OPTIONS',
          path: './me',
          headers: [`Origin: ${origin}`, 'Access-Control-Request-Method: PATCH'],
        },
        ({ headers }) => {
          assert.equal(headers['access-control-allow-origin'], undefined);
          assert.equal(headers['access-control-allow-methods'], undefined);
        },
      ),
    ],
  ),
];
