import {
  applyEvent,
  EMPTY_STATE,
  selectConversations,
  selectMessages,
  type ChatEvent,
  type ChatState,
} from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { people, type Device } from '@duet/testkit';

/** All a device can ask for, page by page, through the same function as everything else. */
export async function fetchState(device: Device): Promise<ChatState> {
  const events: ChatEvent[] = [{ type: 'user', userId: device.person.id }];
  for (const filter of [undefined, 'archived'] as const) {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = {
        role: roleOf(device),
        ...(filter && { filter }),
        limit: '100',
        ...(cursor === undefined ? {} : { cursor }),
      };
      const { conversations, nextCursor } = await device.get('listConversations', { query });
      for (const conversation of conversations) {
        events.push(
          { type: 'conversation', conversation },
          ...(await fetchMessages(device, conversation.id)),
        );
      }
      cursor = nextCursor;
    }
  }
  return events.reduce(applyEvent, EMPTY_STATE);
}

async function fetchMessages(device: Device, conversationId: string): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for (let afterSeq = 0, more = true; more;) {
    const query = { afterSeq: String(afterSeq), limit: '100' };
    const { messages, hasMore } = await device.get('listMessages', { params: { id: conversationId }, query });
    events.push({ type: 'messages', conversationId, messages, floor: 1 });
    afterSeq = messages.at(-1)?.seq ?? afterSeq;
    more = hasMore;
  }
  return events;
}

/**
 * What screens show of it. Left out: the versions that only decide which of two facts is newer, and the times of
 * receipts, which come with pages (ticks come from watermarks, and are compared).
 */
export function view(state: ChatState): unknown {
  const shown = selectConversations(state, state.userId === people.bruno.id ? 'artist' : 'customer').map(
    (conversation) => ({ ...conversation, messages: selectMessages(state, conversation.id) }),
  );
  return JSON.parse(
    JSON.stringify(shown, (key, value: unknown) =>
      ['version', 'deliveredAt', 'readAt'].includes(key) ? undefined : value,
    ),
  );
}

function roleOf(device: Device): Side {
  return device.person.id === people.bruno.id ? 'artist' : 'customer';
}
