import type { Booking, Conversation, Message } from '@duet/contract';
import type { ChatEvent } from './apply-event.ts';
import { booking, bookingMessage, conversation, CONVERSATION, message, ownMessage } from './facts.fixture.ts';

/** Repeatable randomness (mulberry32): a failing test names its seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

interface History {
  /** Everything a server may have said of it, in the order in which it became true. */
  readonly facts: readonly ChatEvent[];
  /** What a fresh client is told at the end. */
  readonly truth: { readonly conversation: Conversation; readonly messages: readonly Message[] };
}

/**
 * Plays a random conversation on a server that keeps the rules of the real one: `seq` without gaps, a version with
 * every change of alice's view, watermarks that rise, an unread count that follows from them.
 */
export function playHistory(random: () => number, steps: number): History {
  const facts: ChatEvent[] = [];
  const messages: Message[] = [];
  let version = 1;
  let aliceRead = 0;
  let bruno = { deliveredSeq: 0, readSeq: 0 };
  let current: Booking = booking(1);

  const view = (): Conversation =>
    conversation(version, {
      booking: current,
      lastSeq: messages.length,
      lastMessage: messages.at(-1) ?? null,
      lastMessageAt: messages.at(-1)?.sentAt ?? current.startsAt,
      waitingOn: waitingOn(),
      me: { unreadCount: unread(), readSeq: aliceRead },
      peer: bruno,
    });
  const waitingOn = () => {
    const last = messages.findLast(({ senderRole }) => senderRole !== 'system');
    return last ? (last.senderRole === 'customer' ? 'artist' : 'customer') : null;
  };
  const unread = () => messages.filter((m) => m.senderRole === 'artist' && m.seq > aliceRead).length;
  const say = (fact: ChatEvent) => facts.push(fact);
  const live = (...said: Message[]) =>
    say({ type: 'messages', conversationId: CONVERSATION, messages: said, lastSeq: messages.length });
  const append = (appended: Message) => {
    messages.push(appended);
    live(appended);
  };
  const seq = () => messages.length + 1;
  const reach = () => Math.floor(random() * (messages.length + 1));

  const moves: (() => void)[] = [
    () => append(message(seq())),
    () => append(ownMessage(seq())),
    () => {
      const status = current.status === 'accepted' ? 'cancelled' : 'accepted';
      current = { ...current, version: current.version + 1, status };
      append(bookingMessage(seq(), current.version, status));
      if (random() < 0.5) say({ type: 'booking', booking: current });
    },
    () => {
      const index = reach() - 1;
      const old = messages[index];
      if (!old) return;
      messages[index] = { ...old, revision: old.revision + 1, content: `edited ${old.revision + 1}` };
      live(messages[index]);
    },
    () => {
      const upToSeq = Math.max(bruno.deliveredSeq, reach());
      bruno = { ...bruno, deliveredSeq: upToSeq };
      say({ type: 'receipt', kind: 'delivered', conversationId: CONVERSATION, side: 'artist', upToSeq });
    },
    () => {
      const upToSeq = Math.max(bruno.readSeq, reach());
      bruno = { readSeq: upToSeq, deliveredSeq: Math.max(upToSeq, bruno.deliveredSeq) };
      say({ type: 'receipt', kind: 'read', conversationId: CONVERSATION, side: 'artist', upToSeq });
    },
    () => {
      aliceRead = Math.max(aliceRead, reach());
      const own = {
        readSeq: aliceRead,
        unreadCount: unread(),
        lastSeq: messages.length,
        version: version + 1,
      };
      const receipt = { type: 'receipt', kind: 'read', conversationId: CONVERSATION } as const;
      say({ ...receipt, side: 'customer', upToSeq: aliceRead, own });
    },
    () => {
      const from = reach();
      const page = messages.slice(from, from + 5);
      if (page.length > 0) say({ type: 'messages', conversationId: CONVERSATION, messages: page });
    },
    () => say({ type: 'conversation', conversation: view() }),
  ];

  say({ type: 'conversation', conversation: view() });
  for (let step = 0; step < steps; step += 1) {
    moves[Math.floor(random() * moves.length)]?.();
    version += 1;
  }
  return { facts, truth: { conversation: view(), messages } };
}
