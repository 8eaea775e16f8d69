import type { FinalConversation } from '@duet/testkit';

/** The people of the demo who are shown, by the first part of their e-mail addresses. */
export const PEOPLE = ['alice', 'bruno'] as const;
export type Name = (typeof PEOPLE)[number];
export const SIDE = { alice: 'customer', bruno: 'artist' } as const;

/** What became of one person's messages since the demo was opened. */
export interface Account {
  /** Have left the phone. */
  readonly sent: number;
  /** How often they were sent: more than once where an answer was lost. */
  readonly tries: number;
  /** Are committed in the database, which is what the phone is told. */
  readonly acknowledged: number;
  /** The other phone has stored them. */
  readonly delivered: number;
  /** The other person has seen them. */
  readonly read: number;
}

export interface Ledger {
  readonly accounts: Readonly<Record<Name, Account>>;
  /** Numbers of the conversation without a message. */
  readonly lost: number;
  readonly doubled: number;
  /** Messages that stand before one which their person's phone had sent earlier. */
  readonly outOfOrder: number;
}

/**
 * The ledger of a conversation, as the database has it, from after `since` on; `tries` are the messages that left each
 * phone, as the wire saw them, in that order and with repeats.
 */
export function toLedger(
  conversation: FinalConversation,
  since: number,
  tries: Readonly<Record<Name, readonly string[]>>,
): Ledger {
  const messages = conversation.messages.filter(({ seq }) => seq > since);
  const keysOf = (name: Name) =>
    messages.filter(({ senderRole }) => senderRole === SIDE[name]).map(({ key }) => key);
  const accountOf = (name: Name, peer: Name): Account => {
    const { delivered, read } = conversation.sides[SIDE[peer]];
    const own = messages.filter(({ senderRole }) => senderRole === SIDE[name]);
    const sent = new Set([...tries[name], ...keysOf(name)]);
    return {
      sent: sent.size,
      tries: Math.max(tries[name].length, sent.size),
      acknowledged: own.length,
      delivered: own.filter(({ seq }) => seq <= delivered).length,
      read: own.filter(({ seq }) => seq <= read).length,
    };
  };
  const keys = PEOPLE.map(keysOf);
  return {
    accounts: { alice: accountOf('alice', 'bruno'), bruno: accountOf('bruno', 'alice') },
    lost: conversation.lastSeq - since - new Set(messages.map(({ seq }) => seq)).size,
    doubled: keys.reduce((sum, own) => sum + own.length - new Set(own).size, 0),
    outOfOrder: PEOPLE.reduce((sum, name) => sum + countInversions(tries[name], keysOf(name)), 0),
  };
}

/** How many stored messages come after one that was sent for the first time later than they were. */
function countInversions(tries: readonly string[], stored: readonly string[]): number {
  const places = stored.map((key) => tries.indexOf(key)).filter((place) => place !== -1);
  return places.filter((place, index) => places.slice(0, index).some((earlier) => earlier > place)).length;
}
