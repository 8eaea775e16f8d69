import { until } from '@duet/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import {
  closeEverything,
  collect,
  connect,
  CONVERSATION,
  emit,
  ids,
  refused,
  startSockets,
} from './sockets.fixture.ts';

afterEach(closeEverything);

describe('publishing', () => {
  const payload = { conversationId: CONVERSATION, userId: ids.bruno, typing: true };

  it('S13 reaches every device of the person, but for the one that caused it, and nobody else', async () => {
    const { url, service } = await startSockets();
    const [phone, tablet, stranger] = await Promise.all([
      connect(url, 'alice/phone'),
      connect(url, 'alice/tablet'),
      connect(url, 'bruno'),
    ]);
    const received = [phone, tablet, stranger].map((socket) => collect(socket, 'user:typing'));
    service.publish(ids.alice, 'user:typing', payload, { exceptSocketId: phone.id! });
    await until(() => received[1]?.length === 1);
    await Promise.all(
      [phone, stranger].map((socket) => emit(socket, 'leave:conversation', { conversationId: CONVERSATION })),
    );
    expect(received).toEqual([[], [payload], []]);
  });

  it('never throws: what breaks the contract is not sent, but counted', async () => {
    const { url, service, metrics } = await startSockets();
    const socket = await connect(url, 'alice');
    const received = collect(socket, 'user:typing');
    service.publish(ids.alice, 'user:typing', { typing: 'yes' } as never);
    service.publish(ids.alice, 'user:typing', payload);
    await until(() => received.length > 0);
    expect(received).toEqual([payload]);
    expect(await metrics.registry.metrics()).toContain('duet_errors_total{component="realtime"} 1');
  });

  it('kicks the sockets of one session', async () => {
    const { url, service } = await startSockets();
    const [phone, tablet] = await Promise.all([connect(url, 'alice/phone'), connect(url, 'alice/tablet')]);
    const revoked = collect(phone, 'session:revoked');
    const reasons = collect(phone, 'disconnect');
    service.kick('alice/phone', 'signed_out');
    await until(() => reasons.length > 0);
    expect([revoked, reasons]).toEqual([[{ reason: 'signed_out' }], ['io server disconnect']]);
    expect(await emit(tablet, 'typing:start', { conversationId: CONVERSATION })).toEqual({
      ok: true,
      data: {},
    });
  });

  it('closes silent sockets of sessions that ended elsewhere', async () => {
    const { url, sessions } = await startSockets({ timing: { sessionLookMs: 10 } });
    const socket = await connect(url, 'alice');
    const revoked = collect(socket, 'session:revoked');
    sessions.ended.set('alice', 'expired');
    await until(() => !socket.connected);
    expect(revoked).toEqual([{ reason: 'expired' }]);
  });
});

describe('stopping', () => {
  it('finishes what is in flight, refuses what comes later, and has clients connect again', async () => {
    const gate = Promise.withResolvers<void>();
    const { url, service, lastSeen } = await startSockets({
      handlers: {
        'typing:stop': async () => {
          await gate.promise;
          return {};
        },
      },
    });
    const socket = await connect(url, 'alice');
    const reasons = collect(socket, 'disconnect');
    const inFlight = emit(socket, 'typing:stop', { conversationId: CONVERSATION });
    await emit(socket, 'leave:conversation', { conversationId: CONVERSATION });
    const closing = service.close();
    expect(await emit(socket, 'typing:start', { conversationId: CONVERSATION })).toEqual(refused('busy'));
    gate.resolve();
    expect(await inFlight).toEqual({ ok: true, data: {} });
    await closing;
    await until(() => reasons.length > 0);
    // Not "io server disconnect", after which a client stays away.
    expect(reasons).toEqual(['transport close']);
    expect(lastSeen.get(ids.alice)).toBeDefined();
  });

  it('counts connections up and down', async () => {
    const { url, metrics } = await startSockets();
    const socket = await connect(url, 'alice');
    expect(await metrics.registry.metrics()).toContain('duet_socket_connections 1');
    socket.disconnect();
    await until(async () => (await metrics.registry.metrics()).includes('duet_socket_connections 0'));
    expect(await metrics.registry.metrics()).toContain(
      'duet_socket_connection_duration_seconds_count{reason="client namespace disconnect"} 1',
    );
  });
});
