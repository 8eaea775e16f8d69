import { callRoute, Device } from './device.ts';
import { startFaultProxy } from './fault-proxy.ts';
import type { History } from './history.ts';
import { DEMO_PASSWORD, type TestPerson } from './people.ts';

/** Somebody who looks on while others write. */
export interface Bystander {
  /** Looks once. What the server cannot answer just now is not looked at. */
  look(conversationIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

interface Place {
  readonly url: string;
  readonly person: TestPerson;
  readonly name: string;
  readonly history: History;
}

/** One of the two people, reading everything from the start over REST, so that no client can cover up for the server. */
export async function startReader({ url, person, name, history }: Place): Promise<Bystander> {
  const write = history.process(name, person.id);
  const signedIn = await callRoute(url, 'login', { body: { email: person.email, password: DEMO_PASSWORD } });
  if (!signedIn.ok) throw new Error(`${person.name} cannot sign in: ${signedIn.error.code}`);
  const { accessToken } = signedIn.body;

  const readPages = async (id: string): Promise<void> => {
    for (let afterSeq = 0, hasMore = true; hasMore;) {
      const askedAt = performance.now();
      const query = { afterSeq: String(afterSeq), limit: '100' };
      const page = await callRoute(url, 'listMessages', { params: { id }, query }, accessToken);
      if (!page.ok) return;
      const messages = page.body.messages.map((message) => ({
        id: message.id,
        seq: message.seq,
        sentAt: message.sentAt,
      }));
      hasMore = page.body.hasMore;
      write({ type: 'page', conversationId: id, askedAt, afterSeq, hasMore, messages });
      afterSeq = messages.at(-1)?.seq ?? afterSeq;
    }
  };
  const readView = async (id: string): Promise<void> => {
    const answer = await callRoute(url, 'getConversation', { params: { id } }, accessToken);
    if (!answer.ok) return;
    const { lastSeq, me, peer } = answer.body.conversation;
    write({
      type: 'view',
      conversationId: id,
      lastSeq,
      unread: me.unreadCount,
      ownRead: me.readSeq,
      peerDelivered: peer.deliveredSeq,
      peerRead: peer.readSeq,
    });
  };

  return {
    async look(conversationIds) {
      for (const id of conversationIds) {
        try {
          await readPages(id);
          await readView(id);
        } catch (error) {
          ignoreNetwork(error);
        }
      }
    },
    close: async () => undefined,
  };
}

/**
 * Somebody with an account and no part in any of it: connected, and trying every door. Every byte the server sends to
 * them is kept.
 */
export async function startOutsider({ url, person, name, history }: Place): Promise<Bystander> {
  const write = history.process(name, person.id);
  const line = await startFaultProxy(url, {
    tap: (bytes) => write({ type: 'overheard', text: String(bytes) }),
  });
  let device = await Device.connect(line.url, person);
  return {
    async look(conversationIds) {
      try {
        if (!device.connected) device = await Device.connect(line.url, person);
        for (const id of conversationIds) {
          await device.call('listMessages', { params: { id } });
          await device.call('getConversation', { params: { id } });
          await device.emit('join:conversation', { conversationId: id });
          await device.emit('message:read', { conversationId: id, upToSeq: 1 });
          await device.emit('typing:start', { conversationId: id });
          await device.emit('message:send', {
            conversationId: id,
            type: 'text',
            clientMessageId: crypto.randomUUID(),
            content: 'Let me in.',
          });
        }
      } catch (error) {
        ignoreNetwork(error);
      }
    },
    async close() {
      device.close();
      await line.close();
    },
  };
}

/** What a server that is away makes of a call; a mistake of ours is not among it. */
function ignoreNetwork(error: unknown): void {
  if (error instanceof ReferenceError || (error instanceof TypeError && error.message !== 'fetch failed'))
    throw error;
}
