import { LRUCache } from 'lru-cache';
import type { SharedCache } from '../../platform/shared-cache.ts';
import { conversationIdOf } from './conversation-id.ts';
import type { Members } from './conversation.repository.ts';

const IN_MEMORY = 50_000;

/**
 * Who is in active conversations: in memory, and behind that in what nodes share, if they share anything.
 *
 * Membership never changes, and a conversation both see stays so: what is kept cannot become wrong. What others keep is
 * believed only as far as it proves itself: a conversation's id is made of its two people, so that no entry, whoever
 * wrote it, lets in a third.
 */
export class KnownMembers {
  readonly #memory = new LRUCache<string, Members>({ max: IN_MEMORY });
  readonly #shared: SharedCache | undefined;

  constructor(shared: SharedCache | undefined) {
    this.#shared = shared;
  }

  /** What this node knows itself. */
  get(conversationId: string): Members | undefined {
    return this.#memory.get(conversationId);
  }

  /** What this node knows, or another one does. */
  async find(conversationId: string): Promise<Members | undefined> {
    const known = this.get(conversationId);
    if (known || !this.#shared) return known;
    const found = toMembers(conversationId, await this.#shared.get(nameOf(conversationId)));
    if (found) this.#memory.set(conversationId, found);
    return found;
  }

  /** Keeps what cannot change any more: until both see it, a conversation is not known. */
  keep(conversationId: string, members: Members): void {
    if (!members.customerSees || !members.artistSees) return;
    this.#memory.set(conversationId, members);
    this.#shared?.set(nameOf(conversationId), `${members.customerId}:${members.artistId}`);
  }
}

function nameOf(conversationId: string): string {
  return `members:${conversationId}`;
}

/** What an entry says, if its key is made of the two it names. */
function toMembers(conversationId: string, text = ''): Members | undefined {
  const [customerId = '', artistId = '', ...rest] = text.split(':');
  if (rest.length > 0 || conversationIdOf(customerId, artistId) !== conversationId) return undefined;
  return { customerId, artistId, customerSees: true, artistSees: true };
}
