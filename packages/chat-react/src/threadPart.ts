import { indexFrom, type ThreadMessage } from '@duet/chat-client';
import { LIMITS } from '@duet/contract';

/** A thread opens with so many messages, since each costs its reader a millisecond or two: more than a window holds; */
const OPENED = 20;
/** or, at a message that is not its newest, with so many before it. */
const BEFORE = 10;
/** It grows by a page at a time, */
const PAGE = LIMITS.pageDefault;
/** shows so many messages after one that was jumped to, */
export const AROUND = PAGE / 2;
/** and loses at one end what exceeds this at the other. */
const MOST = 200;

/** The part of a thread that is shown, by `seq`: what a reader has before them, however much is held. */
export interface ThreadPart {
  readonly first: number;
  /** undefined: up to the newest, with what waits to be sent and what is still to come. */
  readonly last: number | undefined;
}

type Messages = readonly ThreadMessage[];

/** The newest messages. */
export function newestPart(held: Messages): ThreadPart {
  return { first: seqAt(held, held.length - OPENED), last: undefined };
}

/** What lies around a message, `after` messages past it; the newest when it is not held. `whole` as in `grownDown`. */
export function partAround(held: Messages, seq: number, after: number, whole: boolean): ThreadPart {
  const index = held.findIndex((message) => message.seq === seq);
  if (index < 0) return newestPart(held);
  const end = Math.min(held.length, index + after + 1);
  return {
    first: seqAt(held, index - BEFORE),
    last: lastBefore(held, end, whole),
  };
}

/** Whether a message is in a part, which holds all of what is held between its ends. */
export function isInPart({ first, last }: ThreadPart, seq: number): boolean {
  return seq >= first && seq <= (last ?? Infinity);
}

/** Whether enough of what lies around a message is held to jump to it. */
export function isSurrounded(held: Messages, seq: number): boolean {
  const around = held.slice(indexFrom(held, seq - AROUND), indexFrom(held, seq + AROUND));
  return around.length >= AROUND && around.some((message) => message.seq === seq);
}

/** One page further up, as far as messages are held. */
export function grownUp(held: Messages, { first, last }: ThreadPart): ThreadPart {
  const top = Math.max(0, indexFrom(held, first) - PAGE);
  const bottom = top + MOST;
  const shown = last === undefined ? held.length : indexFrom(held, last) + 1;
  return { first: seqAt(held, top), last: shown > bottom ? seqAt(held, bottom - 1) : last };
}

/** One page further down; `whole`: what is held ends with the newest. */
export function grownDown(held: Messages, { first, last }: ThreadPart, whole: boolean): ThreadPart {
  if (last === undefined) return { first, last };
  const end = Math.min(held.length, indexFrom(held, last) + 1 + PAGE);
  return {
    first: Math.max(first, seqAt(held, end - MOST)),
    last: lastBefore(held, end, whole),
  };
}

/** The same, without what is still to come. */
export function standing(held: Messages, { first, last }: ThreadPart): ThreadPart {
  return { first, last: last ?? held.findLast(({ seq }) => seq !== null)?.seq ?? undefined };
}

/** What of the held messages a part shows. */
export function shownOf(held: Messages, { first, last }: ThreadPart): Messages {
  return held.slice(indexFrom(held, first), last === undefined ? undefined : indexFrom(held, last + 1));
}

/** Where a part ends that shows what is held up to there. After the newest message only what waits to be sent follows. */
function lastBefore(held: Messages, end: number, whole: boolean): number | undefined {
  return whole && (held[end]?.seq ?? null) === null ? undefined : seqAt(held, end - 1);
}

/** Clamped to what is held; where the server has nothing, the first message it will have. */
function seqAt(held: Messages, index: number): number {
  return held[Math.max(0, index)]?.seq ?? held.find(({ seq }) => seq !== null)?.seq ?? 1;
}
