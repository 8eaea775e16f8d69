import { readKey, toMessageId, toText } from './message-key.ts';
import type { Connect } from './wire.ts';
import { Xmpp } from './xmpp.ts';

const BODY = /<body>([^<]*)/;

/** A device of an XMPP server. A message is acknowledged when stream management says that it was handled. */
export function xmppWire(url: string): Connect {
  return async ({ people }, self, { arrived, closed }) => {
    const [me, peer] = [people[self], people[1 - self]!];
    const xmpp = await Xmpp.open(url, me.id, me.token, {
      stanza: (stanza) => {
        const key = readKey(BODY.exec(stanza)?.[1] ?? '');
        if (key) arrived(key);
      },
      closed,
    });
    return {
      send: (key, answered) => {
        const to = `${peer.id}@localhost`;
        const message = `<message to='${to}' type='chat' id='${toMessageId(key)}'><body>${toText(key)}</body></message>`;
        xmpp.send(message, () => answered(true));
      },
      settle: async () => {},
      close: () => xmpp.close(),
    };
  };
}
