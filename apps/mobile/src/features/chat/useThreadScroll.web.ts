import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { stopsOf } from '../../ui/rovingKeys.ts';
import { useWords } from '../../words/useWords.ts';
import { newestReceived, type Latest, type ThreadScroll, type ThreadScrollOptions } from './threadScroll.ts';
import { THREAD_STOPS } from './threadStops.ts';

/** Within this many pixels of its end, a conversation is at its end. */
const END = 32;
/** The first unread message opens this far below the upper edge. */
const ABOVE_UNREAD = 72;
/** A conversation that opens at its first unread message begins with so many after it: more than a window holds. */
export const AFTER_UNREAD = 30;
/** Every row's element has this prefix before its message's key as its id. */
export const ROW_ID = 'row-';
const STOPS = stopsOf(THREAD_STOPS);

/**
 * On the web the list is not inverted, so that reading order, PageUp and PageDown are as everywhere. GiftedChat's own
 * options then neither open at the end, nor follow, nor keep rows still: this does, before each paint.
 */
export function useThreadScroll(options: ThreadScrollOptions): ThreadScroll {
  const { thread } = useWords();
  const latest = useRef(options);
  const [atNewest, setAtNewest] = useState(true);
  const list = useMemo(() => listHandle(latest, setAtNewest), []);
  useLayoutEffect(() => {
    latest.current = options;
    list.settle();
  });
  const count = options.rows.length;
  const listProps = useMemo(
    () =>
      ({
        initialNumToRender: count,
        tabIndex: 0,
        role: 'log',
        'aria-live': 'off',
        'aria-label': thread.messages,
      }) as const,
    [count, thread.messages],
  );
  return {
    listRef: list,
    listProps,
    isInverted: false,
    atNewest,
    toNewest: list.toNewest,
    toRow: list.toRow,
  };
}

/** What GiftedChat calls through its ref. */
interface ListApi {
  scrollToEnd(): void;
  scrollToOffset(to: { offset: number }): void;
}

function listHandle(latest: Latest<ThreadScrollOptions>, onAtNewest: (atNewest: boolean) => void) {
  let scroller: Scroller | undefined;
  const api: ListApi = {
    scrollToEnd: () => scroller?.toEnd(),
    scrollToOffset: ({ offset }) => scroller?.to(offset),
  };
  return {
    get current(): ListApi | null {
      return scroller ? api : null;
    },
    set current(list: unknown) {
      scroller?.stop();
      scroller = list === null ? undefined : follow(scrollNode(list), latest, onAtNewest);
    },
    settle: () => scroller?.settle(),
    toNewest: () => scroller?.toEnd(),
    toRow: (key: string) => scroller?.toRow(key),
  };
}

function scrollNode(list: unknown): HTMLElement {
  return (list as { getScrollableNode(): HTMLElement }).getScrollableNode();
}

interface Scroller {
  settle(): void;
  to(offset: number): void;
  toEnd(): void;
  toRow(key: string): void;
  stop(): void;
}

function follow(
  node: HTMLElement,
  latest: Latest<ThreadScrollOptions>,
  onAtNewest: (atNewest: boolean) => void,
): Scroller {
  const content = node.firstElementChild as HTMLElement;
  const edge = () => node.getBoundingClientRect().top;
  let opened = false;
  let pinned = true;
  let anchor: { row: Element; bottom: number } | undefined;
  let settled = '';
  /** The row that is to be in the middle, when there is one of this key. */
  let wanted: string | undefined;
  let hadNewer = false;
  /** Where the list was when it was last looked at. */
  let offset = 0;
  const extent = () => `${node.clientHeight}/${node.scrollHeight}`;
  const below = () => node.scrollHeight - node.scrollTop - node.clientHeight;
  const isAtEnd = () => !latest.current.hasNewer && below() < END;
  /** Even to where it is, a move would end one that is under way. */
  const moveBy = (pixels: number) => {
    if (Math.abs(pixels) >= 0.5) node.scrollTop += pixels;
  };

  const open = () => {
    const unread = content.querySelector('[data-testid="unread-divider"]');
    const target = unread
      ? unread.getBoundingClientRect().top - edge() + node.scrollTop - ABOVE_UNREAD
      : node.scrollHeight;
    pinned = !latest.current.hasNewer && target >= node.scrollHeight - node.clientHeight - END;
    if (!pinned) node.scrollTop = target;
    opened = content.childElementCount > 0;
  };

  const look = () => {
    offset = node.scrollTop;
    const { rows, loadOlder, loadNewer, onSeen } = latest.current;
    const elements = [...content.querySelectorAll(`[id^="${ROW_ID}"]`)];
    const top = edge();
    const first = elements[firstIndex(elements, (row) => row.getBoundingClientRect().bottom > top)];
    // By its lower edge, so that all that can be seen below it stays, should the row itself grow.
    anchor = first && { row: first, bottom: first.getBoundingClientRect().bottom - top };
    const bottom = top + node.clientHeight;
    const unseen = firstIndex(elements, (row) => row.getBoundingClientRect().top > bottom - END);
    const seen = newestReceived(rows, unseen - 1);
    if (opened && seen !== undefined) onSeen(seen);
    const short = node.scrollHeight <= node.clientHeight;
    if (opened && (short || (!pinned && node.scrollTop < node.clientHeight))) loadOlder?.();
    if (opened && !pinned && below() < node.clientHeight) loadNewer?.();
    onAtNewest(isAtEnd());
  };

  const onScroll = () => {
    // Sizes have changed since: nobody scrolled, and the observer puts it right before the next paint.
    if (extent() !== settled) return;
    wanted = undefined;
    pinned = isAtEnd() && !isLeaving();
    look();
  };

  const findWanted = (): boolean => {
    const row = wanted === undefined ? null : document.getElementById(ROW_ID + wanted);
    if (!row) return false;
    const { top, height } = row.getBoundingClientRect();
    moveBy(top - edge() - Math.max(0, (node.clientHeight - height) / 2));
    wanted = undefined;
    pinned = isAtEnd();
    takeFocusTo(row);
    return true;
  };

  /** Who has come by the keyboard goes on from there; who is writing, goes on writing. */
  const takeFocusTo = (row: HTMLElement) => {
    const { activeElement } = document;
    if (activeElement !== document.body && !node.contains(activeElement)) return;
    row.querySelector<HTMLElement>(STOPS)?.focus({ preventScroll: true });
  };

  /** Somebody who begins to scroll up is not held back by what arrives. */
  const isLeaving = () => node.scrollTop < offset - 1 && below() > 1;

  /** Takes in what was scrolled since, of which the browser has not told yet: it does so only before it paints. */
  const catchUp = () => {
    if (below() <= 1) return;
    if (isLeaving()) pinned = false;
    if (anchor) anchor.bottom -= node.scrollTop - offset;
  };

  const keepPlace = () => {
    if (pinned) moveBy(below());
    else if (anchor?.row.isConnected)
      moveBy(anchor.row.getBoundingClientRect().bottom - edge() - anchor.bottom);
  };

  /** Puts things where they belong after a change of rows or sizes. */
  const settle = () => {
    if (opened) catchUp();
    else open();
    if (!findWanted()) keepPlace();
    // The rows turned out to end where the reader is, who has not scrolled since.
    if (hadNewer && isAtEnd()) pinned = true;
    ({ hasNewer: hadNewer } = latest.current);
    settled = extent();
    look();
  };
  const observer = new ResizeObserver(settle);

  node.style.overflowAnchor = 'none';
  observer.observe(content);
  observer.observe(node);
  node.addEventListener('scroll', onScroll, { passive: true });

  return {
    settle,
    to: (offset) => (node.scrollTop = offset),
    toEnd: () => {
      pinned = true;
      node.scrollTop = node.scrollHeight;
    },
    toRow: (key) => {
      wanted = key;
      settle();
    },
    stop: () => {
      observer.disconnect();
      node.removeEventListener('scroll', onScroll);
    },
  };
}

/** The index of the first element that `holds`, given that all after it do; the length when none does. */
function firstIndex(elements: readonly Element[], holds: (element: Element) => boolean): number {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const element = elements[middle];
    if (element && holds(element)) high = middle;
    else low = middle + 1;
  }
  return low;
}
