import { until } from '@duet/testkit';
import type { Socket } from 'socket.io-client';
import { afterEach, expect, it } from 'vitest';
import { closeEverything, connect, CONVERSATION, ids, startSockets } from './sockets.fixture.ts';

afterEach(closeEverything);

/** The TCP connection under a client's socket. */
function tcpOf(socket: Socket): { pause(): void } {
  const { transport } = socket.io.engine as unknown as { transport: { ws: { _socket: { pause(): void } } } };
  return transport.ws._socket;
}

it('cuts a socket that does not read, and nobody else', async () => {
  const { service, metrics, url } = await startSockets({ timing: { outboundLookMs: 20 } });
  const [stuck, reading] = [await connect(url, 'alice/stuck'), await connect(url, 'alice/reading')];
  const connections = async () => (await metrics.socketConnections.get()).values[0]?.value;
  expect(await connections()).toBe(2);
  let heard = 0;
  reading.on('user:typing', () => (heard += 1));

  tcpOf(stuck).pause();
  let told = 0;
  const payload = { conversationId: CONVERSATION, userId: ids.bruno, typing: true };
  // More than the buffers of the operating system hold, in portions that the reader keeps up with.
  await until(
    async () => {
      for (let n = 0; n < 2_000; n += 1, told += 1) service.publish(ids.alice, 'user:typing', payload);
      await until(() => heard === told);
      return (await connections()) === 1;
    },
    { timeout: 15_000 },
  );
  expect(reading.connected).toBe(true);
});
