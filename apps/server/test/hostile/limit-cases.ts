import assert from 'node:assert/strict';
import { LIMITS, type ErrorObject } from '@duet/contract';
import { assertRefused, type HostileCase } from './hostile-case.ts';
import { Line, LineClosed } from './line.ts';
import { RawSocket } from './raw-socket.ts';

const text = () => ({ type: 'text', clientMessageId: crypto.randomUUID(), content: 'Again.' });

/** Those who let the server wait. Each takes as long as the server waits. */
export const PATIENCE_CASES: readonly HostileCase[] = [
  {
    id: 'R28',
    says: 'a body that trickles is given up within ten seconds (bytes)',
    async run(world) {
      const line = await Line.open(world.url);
      const begun = performance.now();
      line.write(
        'POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
      );
      const trickle = setInterval(() => line.write(' '), 1_000 * world.patience);
      const answer = await line.answer().finally(() => clearInterval(trickle));
      assertRefused(answer, 'request_timeout');
      await line.closed;
      assert.ok(performance.now() - begun < 10_000 * world.patience + 1_500);
    },
  },
  {
    id: 'R28',
    says: 'headers that trickle are given up within ten seconds (bytes)',
    async run(world) {
      const line = await Line.open(world.url);
      const begun = performance.now();
      line.write('GET /healthz HTTP/1.1\r\nHost: a\r\n');
      const trickle = setInterval(() => line.write('X-Slow: 1\r\n'), 1_000 * world.patience);
      await line.closed.finally(() => clearInterval(trickle));
      assert.ok(performance.now() - begun < 10_000 * world.patience + 1_500);
    },
  },
  {
    id: 'S12',
    says: 'a client that never answers a ping is closed within 45 seconds (frames)',
    async run(world) {
      const begun = performance.now();
      const socket = await RawSocket.connect(world.url, world.people.customer.accessToken);
      socket.answersPings = false;
      await socket.closed;
      assert.ok(performance.now() - begun < 45_000 * world.patience);
    },
  },
  {
    id: 'S12',
    says: 'a client that never shakes hands is closed within 45 seconds (frames)',
    async run(world) {
      const begun = performance.now();
      const socket = await RawSocket.upgrade(world.url);
      await socket.closed;
      assert.ok(performance.now() - begun < 45_000 * world.patience);
    },
  },
];

/** Those who ask too often. They leave their people and their address short of tokens. */
export const LIMIT_CASES: readonly HostileCase[] = [
  {
    id: 'R27',
    says: 'who sends over the limit is told when to come back, and others are not held up (REST)',
    async run(world) {
      const path = `./conversations/${world.conversationId}/messages`;
      let refused;
      for (let times = 0; refused === undefined && times < 200; times += 1) {
        const answer = await world.ask({ method: 'POST', path, as: 'customer', body: text() });
        if (answer.status === 429) refused = answer;
        else assert.equal(answer.status, 201);
      }
      assert.ok(refused, 'never refused');
      assertRefused(refused, 'rate_limited');
      assert.equal((await world.ask({ method: 'POST', path, as: 'artist', body: text() })).status, 201);
      assert.equal(
        (await world.askPatiently({ method: 'POST', path, as: 'customer', body: text() })).status,
        201,
      );
    },
  },
  {
    id: 'R25',
    says: 'an address that a header claims counts for nothing (REST)',
    async run(world) {
      const body = { email: 'nobody@duet.example', password: 'guess' };
      for (let times = 0; times < 200; times += 1) {
        const address = `203.0.113.${times}`;
        const headers = ['X-Forwarded-For', 'X-Real-IP', 'CF-Connecting-IP', 'True-Client-IP'].map(
          (name) => `${name}: ${address}`,
        );
        const answer = await world.ask({
          method: 'POST',
          path: './auth/login',
          headers: [...headers, `Forwarded: for=${address}`],
          body,
        });
        if (answer.status === 429) return assertRefused(answer, 'rate_limited');
        assertRefused(answer, 'invalid_credentials');
      }
      assert.fail('never refused');
    },
  },
  {
    id: 'S10',
    says: 'a socket that goes on after it was refused is cut, and comes back later (socket)',
    async run(world) {
      const conversationId = world.othersConversationId;
      const socket = await RawSocket.connect(world.url, world.people.otherCustomer.accessToken);
      const outcomes = await Promise.all(
        Array.from({ length: 400 }, async () => {
          const ack = await socket.emit('message:send', { conversationId, ...text() }).catch(ifClosed);
          return ack?.ok === false ? ack.error.code : 'ok';
        }),
      );
      assert.ok(outcomes.includes('rate_limited'));
      await socket.closed;
      const again = await RawSocket.connect(world.url, world.people.otherCustomer.accessToken);
      again.close();
    },
  },
  {
    id: 'S10',
    says: 'a device has no more sockets than there may be (socket)',
    async run(world) {
      const { accessToken } = await world.signIn('otherArtist');
      const sockets: RawSocket[] = [];
      let code;
      while (code === undefined && sockets.length <= LIMITS.socketsPerDevice) {
        const socket = await RawSocket.upgrade(world.url);
        const answer = await socket.join({ token: accessToken });
        if (answer.startsWith('44')) code = (JSON.parse(answer.slice(2)) as { data: ErrorObject }).data.code;
        sockets.push(socket);
      }
      for (const socket of sockets) socket.close();
      assert.deepEqual([sockets.length, code], [LIMITS.socketsPerDevice + 1, 'rate_limited']);
    },
  },
  {
    id: 'R25',
    says: 'an address that a header claims counts for nothing: sockets that nobody signs in on (bytes)',
    async run(world) {
      for (let times = 0; times < 2_000; times += 1) {
        const answer = await world.ask({
          path: '/socket.io/?EIO=4&transport=polling',
          headers: [`X-Forwarded-For: 203.0.113.${times % 256}`],
        });
        if (answer.status === 429) {
          assert.ok(Number(answer.headers['retry-after']) > 0);
          return assertRefused(answer, 'rate_limited');
        }
        assert.equal(answer.status, 200);
      }
      assert.fail('never refused');
    },
  },
];

function ifClosed(error: unknown): undefined {
  if (!(error instanceof LineClosed)) throw error;
}
