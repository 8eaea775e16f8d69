import type { OverseenConversation } from '@duet/contract';

/** Who somebody of a conversation is; whoever is neither of the two wrote for the marketplace. */
export function nameOf(id: string, { customer, artist }: OverseenConversation): string {
  return [customer, artist].find((member) => member.id === id)?.name ?? 'The marketplace';
}
