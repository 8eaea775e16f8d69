import type { SyncPage } from '@duet/contract';
import type { ChatEvent } from './apply-event.ts';

/** What a page of sync states: its facts, and that the state now holds everything up to its cursor. */
export function toSyncEvents({ conversations, bookings, cursor, hasMore }: SyncPage): ChatEvent[] {
  const facts = conversations.flatMap(({ conversation, messages, revised }): ChatEvent[] => {
    const conversationId = conversation.id;
    return [
      { type: 'conversation', conversation },
      { type: 'messages', conversationId, messages, floor: messages[0]?.seq ?? 1 },
      { type: 'messages', conversationId, messages: revised },
    ];
  });
  return [
    ...facts,
    ...bookings.map((booking) => ({ type: 'booking', booking }) as const),
    { type: 'synced', cursor, hasMore },
  ];
}
