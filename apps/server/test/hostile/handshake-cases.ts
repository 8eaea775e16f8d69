import assert from 'node:assert/strict';
import { LIMITS, type ErrorCode } from '@duet/contract';
import { rest, type HostileCase } from './hostile-case.ts';
import { Line, LineClosed } from './line.ts';
import { RawSocket } from './raw-socket.ts';
import type { World } from './world.ts';

/** A handshake that is refused with a code. */
export async function refuseHandshake(
  world: World,
  auth: unknown,
  code: ErrorCode,
  query?: string,
): Promise<void> {
  const socket = await RawSocket.upgrade(world.url, query === undefined ? {} : { query });
  const answer = await socket.join(auth);
  assert.ok(answer.startsWith('44'), answer);
  const { data } = JSON.parse(answer.slice(2)) as { data?: { code: string } };
  assert.equal(data?.code, code, answer);
  // Not connected: what it emits is answered by nobody.
  socket.sendText('420["connection:check",{}]');
  await assert.rejects(socket.acknowledgement(0), LineClosed);
}

/** Ways to open a socket. */
export const HANDSHAKE_CASES: readonly HostileCase[] = [
  ...[
    undefined,
    {},
    null,
    [],
    'token',
    7,
    { token: null },
    { token: 7 },
    { token: '' },
    { token: ['a'] },
    { token: { $ne: 1 } },
    { authorization: 'Bearer x' },
    { __proto__: null, Token: 'x' },
  ].map((auth): HostileCase => ({
    id: 'S1',
    says: `the handshake ${JSON.stringify(auth)} (socket)`,
    run: (world) => refuseHandshake(world, auth, 'auth_required').catch(orClosed),
  })),
  {
    id: 'S1',
    says: 'a token in the address does not count (socket)',
    run: (world) =>
      refuseHandshake(
        world,
        {},
        'auth_required',
        `?EIO=4&transport=websocket&token=${world.people.customer.accessToken}`,
      ),
  },
  ...['/admin', '/__proto__', '/constructor', `/${'x'.repeat(1_000)}`, '/*'].map(
    (namespace): HostileCase => ({
      id: 'S14',
      says: `a good token at ${namespace.slice(0, 20)} (socket)`,
      async run(world) {
        const socket = await RawSocket.upgrade(world.url);
        const answer = await socket.join({ token: world.people.customer.accessToken }, namespace);
        assert.ok(answer.startsWith('44'), answer);
        socket.close();
      },
    }),
  ),
  {
    id: 'S2',
    says: 'pages of other origins are refused over both transports',
    async run(world) {
      for (const origin of [
        'https://evil.example',
        'null',
        'file://',
        `${world.url}.evil.example`,
        `${world.url}:1`,
        'x',
      ]) {
        const socket = await RawSocket.open(world.url, { headers: [`Origin: ${origin}`] });
        assert.ok(!(socket instanceof RawSocket) && socket.status === 403, `a socket for ${origin}`);
        const line = await Line.open(world.url);
        line.write(
          world.toBytes({ path: '/socket.io/?EIO=4&transport=polling', headers: [`Origin: ${origin}`] }),
        );
        const { status, headers } = await line.answer();
        line.close();
        assert.deepEqual(
          [status, headers['access-control-allow-origin']],
          [403, undefined],
          `polling for ${origin}`,
        );
      }
      const own = await RawSocket.upgrade(world.url, { headers: [`Origin: ${world.url}`] });
      own.close();
    },
  },
  ...[
    '?EIO=3&transport=websocket',
    '?EIO=4',
    '?transport=websocket',
    '',
    '?EIO=4&transport=__proto__',
    '?EIO=4&transport=constructor',
    '?EIO=4&transport=websocket&transport=polling',
    '?EIO=4&transport=websocket&sid=abc',
    '?EIO=4&transport=websocket&sid=__proto__',
    '?EIO=4&transport=websocket&sid=a&sid=b',
    '?EIO=__proto__&transport=websocket',
    '?EIO=4&transport=%E0%A4%A',
  ].map((query): HostileCase => ({
    id: 'S7',
    says: `a WebSocket at "${query}" (bytes)`,
    async run(world) {
      const answer = await RawSocket.open(world.url, { query });
      if (answer instanceof RawSocket) {
        // Engine.IO tells of some only after it has opened the WebSocket.
        await answer.closed;
        assert.deepEqual(answer.packets, []);
      } else assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
      assert.ok(await world.serves());
    },
  })),
  ...(
    [
      ['GET', '?EIO=4&transport=websocket'],
      ['GET', '?EIO=4&transport=polling&sid=abc'],
      ['GET', '?EIO=4&transport=polling&sid=__proto__'],
      ['GET', '?EIO=3&transport=polling'],
      ['GET', '?EIO=4&transport=webtransport'],
      ['GET', '?EIO=4&transport=%00'],
      ['POST', '?EIO=4&transport=polling'],
      ['POST', '?EIO=4&transport=polling&sid=abc'],
      ['PUT', '?EIO=4&transport=polling'],
      ['TRACE', '?EIO=4&transport=polling'],
      ['GET', '../api/v1/me'],
    ] as const
  ).map(([method, query]) =>
    rest(
      'S7',
      `${method} /socket.io/${query}`,
      {
        method,
        path: `/socket.io/${query}`,
        ...(method === 'GET' ? {} : { body: '40', headers: ['Content-Type: text/plain'] }),
      },
      ({ status, body }) => {
        assert.ok(status >= 400 && status < 500, `${status} ${body}`);
      },
    ),
  ),
  {
    id: 'S5',
    says: 'by polling: garbage, and a body over the cap (bytes)',
    async run(world) {
      for (const [body, status] of [
        ['garbage', 400],
        ['x'.repeat(LIMITS.payloadBytes + 1), 413],
      ] as const) {
        const line = await Line.open(world.url);
        const poll = (method: string, query: string, sent?: string) => {
          line.write(
            world.toBytes({
              method,
              path: `/socket.io/?EIO=4&transport=polling${query}`,
              ...(sent === undefined ? {} : { body: sent, headers: ['Content-Type: text/plain'] }),
            }),
          );
          return line.answer(method);
        };
        const opened = await poll('GET', '');
        const { sid } = JSON.parse(opened.body.slice(1)) as { sid: string };
        const answer = await poll('POST', `&sid=${sid}`, body).catch(() => undefined);
        line.close();
        assert.ok(
          answer === undefined || answer.status === status || answer.status === 200,
          `${answer?.status}`,
        );
      }
      assert.ok(await world.serves());
    },
  },
];

/** A payload that Socket.IO itself does not take closes the connection. */
function orClosed(error: unknown): void {
  if (!(error instanceof LineClosed)) throw error;
}
