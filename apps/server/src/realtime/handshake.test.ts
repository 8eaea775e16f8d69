import { request } from 'node:http';
import { LIMITS, type ErrorObject } from '@duet/contract';
import { until } from '@duet/testkit';
import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import {
  closeEverything,
  closeLater,
  collect,
  connect,
  CONVERSATION,
  emit,
  openSocket,
  startSockets,
} from './sockets.fixture.ts';

afterEach(closeEverything);

/** The error a connection is refused with. */
function refusal(socket: Socket): Promise<Error & { data?: ErrorObject }> {
  return new Promise((resolve) => socket.once('connect_error', resolve));
}

describe('the handshake', () => {
  it.each([
    ['S1 no token', undefined, 'auth_required'],
    ['an empty token', '', 'auth_required'],
    ['an object for a token', { $ne: 1 }, 'auth_required'],
    ['a token nobody made', 'mallory', 'token_invalid'],
    ['a token that is over', 'expired', 'token_expired'],
    ['a session that is over', 'alice/old', 'session_revoked'],
  ])('refuses %s', async (_name, token, code) => {
    const { url, sessions, metrics } = await startSockets();
    sessions.ended.set('alice/old', 'signed_out');
    const { data } = await refusal(openSocket(url, token));
    expect(data?.code).toBe(code);
    expect(data?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await metrics.registry.metrics()).toContain(`duet_socket_connects_total{outcome="${code}"} 1`);
  });

  it.each(['websocket', 'polling'])(
    'S2 refuses pages of other origins over %s with 403',
    async (transport) => {
      const { url } = await startSockets();
      const ask = (origin: string | undefined) =>
        new Promise((resolve, reject) => {
          const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
          const sent = request(`${url}/socket.io/?EIO=4&transport=${transport}`, {
            headers: {
              ...(origin ? { origin } : {}),
              ...(transport === 'websocket'
                ? { ...upgrade, 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' }
                : {}),
            },
          });
          sent.on('upgrade', (response, socket) => {
            socket.destroy();
            resolve(response.statusCode);
          });
          sent.on('response', (response) => {
            response.resume();
            resolve(response.statusCode);
          });
          sent.on('error', reject);
          sent.end();
        });
      const welcome = transport === 'websocket' ? 101 : 200;
      expect(await ask('https://evil.example')).toBe(403);
      expect(await ask('null')).toBe(403);
      expect(await ask('https://app.example')).toBe(welcome);
      expect(await ask(url)).toBe(welcome);
      expect(await ask(undefined)).toBe(welcome);
    },
  );

  it('S14 knows one namespace', async () => {
    const { url } = await startSockets();
    expect((await refusal(openSocket(`${url}/admin`, 'alice'))).message).toBe('Invalid namespace');
  });

  it('closes a socket whose session ended while it connected', async () => {
    const { url, sessions } = await startSockets({ timing: { sessionLookMs: 60_000 } });
    sessions.afterHandshake = ({ sessionId }) => sessions.ended.set(sessionId, 'signed_out');
    const socket = openSocket(url, 'alice');
    const revoked = collect(socket, 'session:revoked');
    await until(() => revoked.length > 0 && !socket.connected);
    expect(revoked).toEqual([{ reason: 'signed_out' }]);
  });

  it('works over long polling', async () => {
    const { url } = await startSockets();
    const socket = openSocket(url, 'alice', { transports: ['polling'] });
    await until(() => socket.connected);
    expect(await emit(socket, 'typing:start', { conversationId: CONVERSATION })).toEqual({
      ok: true,
      data: {},
    });
  });
});

describe('frames', () => {
  async function openRaw(url: string): Promise<WebSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    closeLater(() => socket.close());
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    return socket;
  }
  const closed = (socket: WebSocket) => new Promise((resolve) => socket.addEventListener('close', resolve));

  it.each([
    ['S5 over the cap', '42' + JSON.stringify(['typing:start', 'x'.repeat(LIMITS.payloadBytes)])],
    ['S7 garbage', 'garbage'],
    ['cut short', '42["typing:start",{'],
    ['with attachments that never come', '451-["typing:start",{"_placeholder":true,"num":7}]'],
  ])('%s close the socket, and no other', async (_name, frame) => {
    const { url } = await startSockets();
    const witness = await connect(url, 'bruno');
    const socket = await openRaw(url);
    const end = closed(socket);
    socket.send('40{"token":"alice"}');
    socket.send(frame);
    if (frame.startsWith('45')) socket.send('42["typing:start"]');
    await end;
    expect(await emit(witness, 'typing:start', { conversationId: CONVERSATION })).toEqual({
      ok: true,
      data: {},
    });
  });
});
