import type { FinalMessage, HistoryEvent } from './history.ts';

/** A text that a person gave a message of theirs on one device; null takes the message back. */
interface Wish {
  readonly content: string | null;
  /** The server has made it so. */
  made: boolean;
  /** The screen has called it kept by the device. */
  kept: boolean;
  /** It had failed and was tried again: what was wished meanwhile may have gone before it. */
  displaced: boolean;
}

/** By message and then by device, what its person wished, in order. Between devices there is no order. */
type Wishes = Map<string, Map<string, Wish[]>>;

/** The end of a message: its text, null if it was taken back, undefined if there is no such message. */
type Ending = (message: string) => string | null | undefined;

/**
 * What was taken back stays so, and of the texts that a device gave a message none comes back after a later one that is
 * sure: `made` by the server, or called `kept` by the screen.
 */
export function* brokenChanges(
  events: readonly HistoryEvent[],
  ending: Ending,
  sureness: 'made' | 'kept',
): Iterable<string> {
  for (const [message, byProcess] of wishesOf(events)) {
    const end = ending(message);
    if (end === undefined) continue;
    for (const [process, wishes] of byProcess) {
      if (end !== null && wishes.some((wish) => wish.content === null && wish[sureness]))
        yield `${process} took message ${message} back, and it is there`;
      const sure = wishes.findLastIndex((wish) => wish[sureness] && !wish.displaced);
      const last = wishes.findLastIndex(({ content, displaced }) => content === end && !displaced);
      if (last >= 0 && last < sure)
        yield `${process} gave message ${message} text no. ${sure + 1}, and in the end it has no. ${last + 1}`;
    }
  }
}

/** No message was changed more often than its author wished: what comes twice is made once. */
export function* repeatedChanges(
  events: readonly HistoryEvent[],
  messages: Iterable<FinalMessage>,
): Iterable<string> {
  const wished = new Map<string, number>();
  for (const event of events) {
    // One that had not left yet just became another.
    if (event.type === 'change' && event.key !== event.message)
      wished.set(event.message, (wished.get(event.message) ?? 0) + 1);
  }
  for (const { key, revision } of messages) {
    const most = wished.get(key) ?? 0;
    if (revision > most)
      yield `message ${key} was changed ${revision} times, and its author wished ${most} changes`;
  }
}

function wishesOf(events: readonly HistoryEvent[]): Wishes {
  const wishes: Wishes = new Map();
  /** By the key of a change: another tab than the one it was wished in may send it. */
  const known = new Map<string, { readonly wish: Wish; readonly among: Wish[] }>();
  const add = (message: string, process: string, content: string | null) => {
    const byProcess = wishes.get(message) ?? new Map<string, Wish[]>();
    wishes.set(message, byProcess);
    const among = byProcess.get(process) ?? [];
    byProcess.set(process, among);
    const wish: Wish = { content, made: false, kept: false, displaced: false };
    among.push(wish);
    return { wish, among };
  };
  for (const event of events) {
    if (event.type === 'enqueue') add(event.key, event.process, event.content);
    if (event.type === 'change') known.set(event.key, add(event.message, event.process, event.content));
    if (event.type === 'screen') {
      for (const { key, content, change, status } of event.rows) {
        const shown = known.get(change?.key ?? key)?.wish;
        const isKept = (change?.status ?? status) === 'queued';
        if (shown && isKept && shown.content === content) shown.kept = true;
      }
    }
    if (!('key' in event)) continue;
    const { wish, among } = known.get(event.key) ?? {};
    if (!wish || !among) continue;
    if (event.type === 'changed') wish.made = true;
    if (event.type === 'retry') wish.displaced = true;
    const at = among.indexOf(wish);
    if ((event.type === 'fail' || event.type === 'discard') && at >= 0) among.splice(at, 1);
  }
  // One that its author gave up in one tab while another sent it is as it was sent.
  for (const event of events) if (event.type === 'discard') wishes.delete(event.key);
  return wishes;
}
