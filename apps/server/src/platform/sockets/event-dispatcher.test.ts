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
} from '../../realtime/sockets.fixture.ts';
import { faultIn } from '../http/http-server.fixture.ts';

afterEach(closeEverything);

describe('an event', () => {
  it.each([
    ['S3 unknown', ['message:burn', {}], 'unknown_event'],
    ['S3 known to the contract, handled by nobody', ['message:send', {}], 'unknown_event'],
    ['named error', ['error', new Error('boom').message], 'unknown_event'],
    ['named like a property', ['__proto__', {}], 'unknown_event'],
    ['S4 with null', ['typing:start', null], 'validation_failed'],
    ['S4 with a number', ['typing:start', 42], 'validation_failed'],
    ['S4 with nothing', ['typing:start'], 'validation_failed'],
    ['with two inputs', ['typing:start', { conversationId: CONVERSATION }, {}], 'validation_failed'],
    [
      'S6 with a placeholder',
      ['typing:start', { conversationId: { _placeholder: true, num: 0 } }],
      'validation_failed',
    ],
    ['with bytes', ['typing:start', { conversationId: Buffer.from('abc') }], 'validation_failed'],
    [
      'S9 with a sender',
      ['typing:start', { conversationId: CONVERSATION, senderId: ids.bruno }],
      'unknown_field',
    ],
  ])('%s is refused, and the next one is served', async (_name, [event = '', ...args], code) => {
    const { url } = await startSockets();
    const socket = await connect(url, 'alice');
    expect(await emit(socket, event as string, ...args)).toEqual(refused(code));
    expect(await emit(socket, 'typing:start', { conversationId: CONVERSATION })).toEqual({
      ok: true,
      data: {},
    });
    expect(socket.connected).toBe(true);
  });

  it.each(['nobody:knows', 'error', 'typing:start'])(
    '%s without an acknowledgement harms nothing',
    async (event) => {
      const { url } = await startSockets();
      const socket = await connect(url, 'alice');
      for (const payload of [undefined, null, 42, {}, 'text']) socket.emit(event, payload);
      expect(await emit(socket, 'typing:start', { conversationId: CONVERSATION })).toEqual({
        ok: true,
        data: {},
      });
    },
  );

  it('is answered internal when its handler fails, which tells nothing and is logged and counted', async () => {
    const { url, lines, metrics } = await startSockets({
      handlers: {
        'typing:stop': async () => {
          throw new Error('relation "secrets" does not exist');
        },
      },
    });
    const socket = await connect(url, 'alice');
    const answer = await emit(socket, 'typing:stop', { conversationId: CONVERSATION });
    expect(answer).toEqual(refused('internal'));
    expect(JSON.stringify(answer)).not.toContain('secrets');
    const line = faultIn(lines);
    expect(line).toMatchObject({ event: 'typing:stop', userId: ids.alice, component: 'sockets' });
    expect(line?.requestId).toBe(answer.ok ? undefined : answer.error.requestId);
    const text = await metrics.registry.metrics();
    expect(text).toContain('duet_errors_total{component="sockets"} 1');
    expect(text).toContain(
      'duet_socket_event_duration_seconds_count{event="typing:stop",outcome="internal"} 1',
    );
  });

  it('that breaks the contract in its answer is a fault of ours', async () => {
    const { url } = await startSockets({ handlers: { 'typing:stop': async () => 'done' as never } });
    const socket = await connect(url, 'alice');
    expect(await emit(socket, 'typing:stop', { conversationId: CONVERSATION })).toEqual(refused('internal'));
  });

  it('of a session that has ended is refused, and the session closed', async () => {
    const { url, sessions } = await startSockets({ timing: { sessionLookMs: 60_000 } });
    const socket = await connect(url, 'alice');
    const revoked = collect(socket, 'session:revoked');
    sessions.ended.set('alice', 'revoked');
    expect(await emit(socket, 'typing:start', { conversationId: CONVERSATION })).toEqual(
      refused('session_revoked'),
    );
    await until(() => !socket.connected);
    expect(revoked).toEqual([{ reason: 'revoked' }]);
  });
});
