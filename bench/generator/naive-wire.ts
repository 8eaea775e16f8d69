import { readKey, toText } from './message-key.ts';
import { SocketIo } from './socket-io.ts';
import type { Connect } from './wire.ts';

/** A device of the naive server, which joins its conversation's room. */
export function naiveWire(url: string): Connect {
  return async ({ conversationId, people }, self, { arrived, closed }) => {
    const socket = await SocketIo.open(
      url,
      { token: people[self].token },
      {
        event: (_name, payload) => {
          const key = readKey((payload as { content: string }).content);
          if (key) arrived(key);
        },
        closed,
      },
    );
    await new Promise((resolve) => socket.emit('join:conversation', { conversationId }, resolve));
    return {
      send: (key, answered) =>
        socket.emit('message:send', { conversationId, content: toText(key) }, (answer) =>
          answered((answer as { ok: boolean }).ok),
        ),
      settle: async () => {},
      close: () => socket.close(),
    };
  };
}
