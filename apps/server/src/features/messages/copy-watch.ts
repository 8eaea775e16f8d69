import { createHmac, hash } from 'node:crypto';
import { LIMITS } from '@duet/contract';
import { LRUCache } from 'lru-cache';
import type { KeyRing } from '../../platform/key-ring.ts';
import type { NewMessage } from '../conversations/write.ts';

/** Texts of the last hour: some 5 MB when full. */
const REMEMBERED = 20_000;
const HOUR_MS = 3_600_000;
/** As many conversations as a text may have gone to before anybody counts: what a person writes twice is no crowd. */
const FREE = 3;
const NO_LETTERS = /[^\p{L}]+/gu;

/**
 * Notices texts that somebody sends to one person after another, so that those, and no others, are counted where
 * messages are stored. What differs by names of numbers, signs, spaces and case alone is the same text. In the memory of each
 * server: several of them notice a text a little later, and count it together.
 */
export class CopyWatch {
  readonly #key: Uint8Array;
  readonly #most: number;
  readonly #seen = new LRUCache<string, readonly string[]>({ max: REMEMBERED, ttl: HOUR_MS });

  constructor([key]: KeyRing, rateFactor: number) {
    this.#key = key;
    this.#most = LIMITS.copies * rateFactor;
  }

  /** What a message is to be counted by; null: its text is short, or has not been seen often enough. */
  look({
    conversationId,
    senderId,
    content,
  }: Pick<NewMessage, 'conversationId' | 'senderId' | 'content'>): NewMessage['copies'] {
    if (content === null || content.length < LIMITS.copyLetters) return null;
    const letters = content.replaceAll(NO_LETTERS, '').toLowerCase();
    if (letters.length < LIMITS.copyLetters) return null;
    const text = `${senderId} ${letters}`;
    const name = hash('sha1', text, 'base64');
    const seen = this.#seen.get(name) ?? [];
    const others = seen.filter((id) => id !== conversationId);
    if (others.length >= FREE) {
      return { digest: createHmac('sha256', this.#key).update(text).digest(), most: this.#most };
    }
    this.#seen.set(name, [...others, conversationId]);
    return null;
  }
}
