import { request } from 'node:http';
import { LIMITS, RATES } from '@duet/contract';
import { until } from '@duet/testkit';
import type { Socket } from 'socket.io-client';
import { afterEach, expect, it, vi } from 'vitest';
import { RateLimiter } from '../platform/rate-limiter.ts';
import {
  closeEverything,
  closeLater,
  connect,
  CONVERSATION,
  emit,
  openSocket,
  refused,
  startSockets,
} from './sockets.fixture.ts';

afterEach(closeEverything);

/** The rates as they are, with a clock that stands: what is used up stays so. */
const frozen = () => new RateLimiter(1, () => 0);
const typing = { conversationId: CONVERSATION };
const [{ burst }] = RATES.signal.device;

it('answers who sends too much when to come back, counts all devices together, and spares the others', async () => {
  const { url } = await startSockets({ limiter: frozen() });
  const [phone, tablet] = [await connect(url, 'alice/phone'), await connect(url, 'alice/tablet')];
  const bruno = await connect(url, 'bruno');
  const answers = await Promise.all(
    Array.from({ length: RATES.signal.person[0].burst + 20 }, (_, n) =>
      emit(n % 2 ? phone : tablet, 'typing:start', typing),
    ),
  );
  const refusals = answers.filter(({ ok }) => !ok);
  expect(refusals.length).toBeGreaterThan(0);
  expect(refusals[0]).toMatchObject({ error: { code: 'rate_limited', retryable: true } });
  expect(refusals[0]).toHaveProperty('error.retryAfterMs', expect.any(Number));
  expect(await emit(bruno, 'typing:start', typing)).toEqual({ ok: true, data: {} });
  expect(phone.connected && tablet.connected).toBe(true);
});

it('S10 cuts a flooding socket', async () => {
  const { url } = await startSockets({ limiter: frozen() });
  const socket = await connect(url, 'alice');
  for (let n = 0; n < burst + RATES.refused.device[0].burst + 50; n += 1) socket.emit('typing:start', typing);
  await until(() => !socket.connected);
});

it('refuses handshakes that come too often', async () => {
  const { url } = await startSockets({ limiter: frozen() });
  const outcomes: unknown[] = [];
  for (let n = 0; n <= RATES.connect.device[0].burst; n += 1) {
    const socket = openSocket(url, 'alice');
    socket.once('connect', () => outcomes.push('connected'));
    socket.once('connect_error', (error) => outcomes.push((error as { data?: { code: string } }).data?.code));
    await until(() => outcomes.length === n + 1);
    socket.disconnect();
  }
  expect(outcomes.at(-1)).toBe('rate_limited');
  expect(outcomes.slice(0, -1)).not.toContain('rate_limited');
});

it('refuses more sockets than a person may have', async () => {
  const { url } = await startSockets();
  for (let n = 0; n < LIMITS.socketsPerPerson; n += 1) await connect(url, `alice/${n}`);
  expect(await refusalOf(url, 'alice/more')).toEqual(refused('rate_limited'));
});

it('refuses more sockets than a device may have, and lets in the next device', async () => {
  const { url } = await startSockets();
  for (let n = 0; n < LIMITS.socketsPerDevice; n += 1) await connect(url, 'alice/tabs');
  expect(await refusalOf(url, 'alice/tabs')).toEqual(refused('rate_limited'));
  await connect(url, 'alice/phone');
});

/** What a handshake that must be refused is told. */
async function refusalOf(url: string, token: string): Promise<unknown> {
  const socket = openSocket(url, token);
  const error = await new Promise((resolve) => socket.once('connect_error', resolve));
  return { ok: false, error: (error as { data: unknown }).data };
}

/** Knocks with a bare request for a WebSocket, and keeps it open; answers the status, and Retry-After of a refusal. */
function knock(
  url: string,
  forwarded: string,
  transport = 'websocket',
): Promise<[status: number, retryAfter: string | undefined]> {
  return new Promise((resolve, reject) => {
    const upgrade =
      transport === 'websocket'
        ? {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
          }
        : {};
    const asked = request(`${url}/socket.io/?EIO=4&transport=${transport}`, {
      headers: { ...upgrade, 'x-forwarded-for': forwarded },
      agent: false,
    });
    asked.on('upgrade', (_response, socket) => {
      closeLater(() => socket.destroy());
      resolve([101, undefined]);
    });
    asked.on('response', (response) => {
      response.resume();
      resolve([response.statusCode!, response.headers['retry-after']]);
    });
    asked.on('error', reject).end();
  });
}

it.each(['websocket', 'polling'])(
  'R25 refuses an address that opens too many sockets without signing in, whatever it says it is (%s)',
  async (transport) => {
    const { url } = await startSockets({ limiter: new RateLimiter(0.01, () => 0) });
    const burst = RATES.knock.address[0].burst * 0.01;
    for (let n = 0; n < burst; n += 1)
      expect((await knock(url, `203.0.113.${n}`, transport))[0]).toBe(transport === 'websocket' ? 101 : 200);
    expect(await knock(url, '203.0.113.99', transport)).toEqual([429, '2']);
  },
);

it('refuses more sockets than an address may have, and lets in others that a trusted proxy brings', async () => {
  const limiter = new RateLimiter(0.005);
  const { url, metrics } = await startSockets({ limiter, trustedProxies: ['127.0.0.0/8'] });
  const most = LIMITS.socketsPerAddress * limiter.factor;
  const open: Socket[] = [];
  const bring = (n: number) => ({ extraHeaders: { 'x-forwarded-for': `10.9.9.${n}, 203.0.113.7` } });
  vi.spyOn(limiter, 'take').mockReturnValue();
  for (let n = 0; n < most; n += 1) {
    const socket = openSocket(url, `alice/${n}`, bring(n));
    await until(() => socket.connected);
    open.push(socket);
  }
  expect(await knock(url, '203.0.113.7')).toEqual([429, '30']);
  expect(await knock(url, '203.0.113.8')).toEqual([101, undefined]);
  open[0]!.disconnect();
  const connections = async () => (await metrics.socketConnections.get()).values[0]?.value;
  await until(async () => (await connections()) === most - 1);
  expect(await knock(url, '203.0.113.7')).toEqual([101, undefined]);
});
