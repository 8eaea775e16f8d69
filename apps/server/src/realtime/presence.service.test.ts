import { LIMITS, type Ack, type Presence } from '@duet/contract';
import { until } from '@duet/testkit';
import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import {
  closeEverything,
  collect,
  connect,
  CONVERSATION,
  emit,
  ids,
  startSockets,
} from './sockets.fixture.ts';

const OTHER_CONVERSATION = '01890a5d-ac96-774b-bcce-b302099a8058';

afterEach(closeEverything);

describe('presence', () => {
  const join = async (socket: Socket, conversationId = CONVERSATION) => {
    const ack = (await emit(socket, 'join:conversation', { conversationId })) as Ack<{ presence: Presence }>;
    return ack.ok ? ack.data.presence : ack.error;
  };

  it('tells who watches when a person comes and when the last of their devices has gone', async () => {
    const { url, lastSeen } = await startSockets();
    const alice = await connect(url, 'alice');
    const seen = collect<Presence>(alice, 'user:presence');
    expect(await join(alice)).toEqual({ userId: ids.bruno, online: false, lastSeenAt: null });
    const [phone, tablet] = [await connect(url, 'bruno/phone'), await connect(url, 'bruno/tablet')];
    await until(() => seen.length === 1);
    phone.disconnect();
    tablet.disconnect();
    await until(() => seen.length === 2);
    expect(seen).toEqual([
      { userId: ids.bruno, online: true, lastSeenAt: null },
      { userId: ids.bruno, online: false, lastSeenAt: lastSeen.get(ids.bruno) },
    ]);
  });

  it('is noted now and then while a person is here, for when the process is killed', async () => {
    const { url, lastSeen } = await startSockets({ timing: { presenceSaveMs: 10 } });
    const alice = await connect(url, 'alice');
    await until(() => lastSeen.has(ids.alice));
    const first = lastSeen.get(ids.alice)!;
    await until(() => lastSeen.get(ids.alice)! > first);
    expect(alice.connected).toBe(true);
  });

  it('ends with leaving the last conversation that is shared with the person', async () => {
    const { url, service } = await startSockets();
    const alice = await connect(url, 'alice');
    const seen = collect<Presence>(alice, 'user:presence');
    await join(alice);
    await join(alice, OTHER_CONVERSATION);
    await emit(alice, 'leave:conversation', { conversationId: CONVERSATION });
    await connect(url, 'bruno');
    await until(() => seen.length === 1);
    await emit(alice, 'leave:conversation', { conversationId: OTHER_CONVERSATION });
    service.refreshPresence(ids.bruno);
    await emit(alice, 'typing:start', { conversationId: CONVERSATION });
    expect(seen).toHaveLength(1);
  });

  it('is told of the conversations joined last, and of no more than a socket may have', async () => {
    const { url } = await startSockets({
      handlers: {
        'join:conversation': async ({ conversationId }, { watch }) => ({
          presence: await watch(conversationId, conversationId === CONVERSATION ? ids.bruno : conversationId),
        }),
      },
    });
    const [some, more] = [await connect(url, 'alice/some'), await connect(url, 'alice/more')];
    const [seenBySome, seenByMore] = [some, more].map((socket) => collect<Presence>(socket, 'user:presence'));
    for (const [socket, others] of [
      [some, LIMITS.joinedPerSocket - 1],
      [more, LIMITS.joinedPerSocket],
    ] as const) {
      await join(socket);
      for (let n = 0; n < others; n += 1) await join(socket, crypto.randomUUID());
    }
    await connect(url, 'bruno');
    await until(() => seenBySome!.length === 1);
    await emit(more, 'typing:start', { conversationId: CONVERSATION });
    expect(seenByMore).toEqual([]);
    await join(more);
    expect(more.connected).toBe(true);
  });

  it('of a person who hides it is always the same, from the moment they hide it', async () => {
    const { url, service, shows } = await startSockets();
    await connect(url, 'bruno');
    const alice = await connect(url, 'alice');
    const seen = collect<Presence>(alice, 'user:presence');
    expect(await join(alice)).toMatchObject({ online: true });
    shows.set(ids.bruno, false);
    service.refreshPresence(ids.bruno);
    await until(() => seen.length === 1);
    const hidden = { userId: ids.bruno, online: false, lastSeenAt: null };
    expect([seen[0], await join(alice)]).toEqual([hidden, hidden]);
  });
});
