import type { Message } from '@duet/contract';
import type { ConversationState } from './state.ts';

/**
 * The union of both, ascending by `seq`. Of one message the higher revision is kept, with the earliest known times of
 * delivery and reading (live events carry none). Returns `known` itself when nothing is new.
 */
export function mergeMessages(known: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  const changed = new Map<number, Message>();
  for (const message of incoming) {
    const current = changed.get(message.seq) ?? findMessage(known, message.seq);
    const merged = current ? mergeMessage(current, message) : message;
    if (merged !== current) changed.set(message.seq, merged);
  }
  if (changed.size === 0) return known;
  const kept = known.filter((message) => !changed.has(message.seq));
  return [...kept, ...changed.values()].sort((a, b) => a.seq - b.seq);
}

function mergeMessage(current: Message, incoming: Message): Message {
  const newer = incoming.revision > current.revision ? incoming : current;
  const deliveredAt = earliest(current.deliveredAt, incoming.deliveredAt);
  const readAt = earliest(current.readAt, incoming.readAt);
  if (newer.deliveredAt === deliveredAt && newer.readAt === readAt) return newer;
  return { ...newer, deliveredAt, readAt };
}

function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function findMessage(messages: readonly Message[], seq: number): Message | undefined {
  const message = messages[indexFrom(messages, seq)];
  return message?.seq === seq ? message : undefined;
}

/**
 * The index of the first message with at least this `seq`; the length when there is none. What waits to be sent, and
 * has none yet, comes after all others.
 */
export function indexFrom(messages: readonly { readonly seq: number | null }[], seq: number): number {
  return partition(messages.length, (index) => (messages[index]?.seq ?? Infinity) < seq);
}

/**
 * The end of the unbroken run of messages from the floor on: what this device may say it has stored. Before anything
 * is loaded 0.
 */
export function contiguousSeq({ messages, floor }: ConversationState): number {
  if (floor === undefined) return 0;
  const start = indexFrom(messages, floor);
  const inRun = (offset: number) => messages[start + offset]?.seq === floor + offset;
  return floor - 1 + partition(messages.length - start, inRun);
}

/** The indexes of the unbroken run around a message, the end exclusive; an empty one where that is not held. */
export function runAround(messages: readonly Message[], seq: number): { start: number; end: number } {
  const index = indexFrom(messages, seq);
  if (messages[index]?.seq !== seq) return { start: index, end: index };
  const start = index - partition(index, (before) => messages[index - 1 - before]?.seq === seq - 1 - before);
  return {
    start,
    end: index + partition(messages.length - index, (on) => messages[index + on]?.seq === seq + on),
  };
}

/**
 * Whether something of the conversation is missing that the client should have: messages above the unbroken run, or,
 * where messages arrived out of the blue, the history before them or the view they belong to.
 */
export function isIncomplete(conversation: ConversationState): boolean {
  const { snapshot, messages, floor, lastSeq } = conversation;
  if (floor === undefined) return messages.length > 0;
  return snapshot === undefined || contiguousSeq(conversation) < lastSeq;
}

/** The count of leading indexes for which `holds` is true, given that it turns false once. */
function partition(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
