import { until } from '@duet/testkit';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  closeEverything,
  collect,
  connect,
  CONVERSATION,
  emit,
  ids,
  startSockets,
} from './sockets.fixture.ts';

let url: string;
let heard: { typing: boolean }[];

beforeEach(async () => {
  const setTyping = (typing: boolean) => async (_input: unknown, context: Context) => {
    context.setTyping(CONVERSATION, ids.bruno, typing);
    return {};
  };
  ({ url } = await startSockets({
    handlers: { 'typing:start': setTyping(true), 'typing:stop': setTyping(false) },
  }));
  heard = collect(await connect(url, 'bruno'), 'user:typing');
});
afterEach(closeEverything);

type Context = { setTyping: (conversationId: string, peerId: string, typing: boolean) => void };
const start = (socket: Socket) => emit(socket, 'typing:start', { conversationId: CONVERSATION });
const stop = (socket: Socket) => emit(socket, 'typing:stop', { conversationId: CONVERSATION });
const said = (...typing: boolean[]) =>
  typing.map((one) => ({ conversationId: CONVERSATION, userId: ids.alice, typing: one }));

describe('typing', () => {
  it('is told to the other person, with every repeat, until it stops', async () => {
    const alice = await connect(url, 'alice');
    await start(alice);
    await start(alice);
    await stop(alice);
    await until(() => heard.length === 3);
    expect(heard).toEqual(said(true, true, false));
  });

  it.each(['disconnect', 'break'] as const)('ends when the socket goes (%s)', async (way) => {
    const alice = await connect(url, 'alice');
    await start(alice);
    if (way === 'disconnect') alice.disconnect();
    else alice.io.engine.close();
    await until(() => heard.length === 2);
    expect(heard).toEqual(said(true, false));
  });

  it('on two devices ends with the last of them', async () => {
    const [phone, laptop] = [await connect(url, 'alice/phone'), await connect(url, 'alice/laptop')];
    await start(phone);
    await start(laptop);
    await stop(phone);
    await start(phone);
    phone.disconnect();
    await start(laptop);
    expect(heard).toEqual(said(true, true, true, true));
    laptop.disconnect();
    await until(() => heard.length === 5);
    expect(heard).toEqual(said(true, true, true, true, false));
  });

  it('that was not begun, or was stopped, is not ended by going', async () => {
    const [silent, alice] = [await connect(url, 'alice/silent'), await connect(url, 'alice')];
    await start(alice);
    await stop(alice);
    silent.disconnect();
    alice.disconnect();
    const again = await connect(url, 'alice');
    await start(again);
    await until(() => heard.length === 3);
    expect(heard).toEqual(said(true, false, true));
  });
});
