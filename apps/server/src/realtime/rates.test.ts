import { LIMITS, RATES } from '@duet/contract';
import { until } from '@duet/testkit';
import { afterEach, expect, it } from 'vitest';
import { RateLimiter } from '../platform/rate-limiter.ts';
import {
  closeEverything,
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
const [{ burst }] = RATES.signal;

it('answers who sends too much when to come back, counts all devices as one, and spares the others', async () => {
  const { url } = await startSockets({ limiter: frozen() });
  const [phone, tablet] = [await connect(url, 'alice/phone'), await connect(url, 'alice/tablet')];
  const bruno = await connect(url, 'bruno');
  const answers = await Promise.all(
    Array.from({ length: burst + 20 }, (_, n) => emit(n % 2 ? phone : tablet, 'typing:start', typing)),
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
  for (let n = 0; n < burst + RATES.refused[0].burst + 50; n += 1) socket.emit('typing:start', typing);
  await until(() => !socket.connected);
});

it('refuses handshakes that come too often', async () => {
  const { url } = await startSockets({ limiter: frozen() });
  const outcomes: unknown[] = [];
  for (let n = 0; n <= RATES.connect[0].burst; n += 1) {
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
  const one = openSocket(url, 'alice/more');
  const error = await new Promise((resolve) => one.once('connect_error', resolve));
  expect({ ok: false, error: (error as { data: unknown }).data }).toEqual(refused('rate_limited'));
});
