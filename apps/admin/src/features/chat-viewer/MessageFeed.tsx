import type { OverseenConversation, OverseenMessage } from '@duet/contract';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { dayOf } from '../../lib/moments.ts';
import { useIsPrinting } from '../../lib/useIsPrinting.ts';
import { MessageCard } from './MessageCard.tsx';
import type { useMessagePages } from './useMessagePages.ts';

interface Props {
  messages: readonly OverseenMessage[];
  conversation: OverseenConversation;
  /** The message to begin at; undefined: the newest. */
  at: number | undefined;
  query: ReturnType<typeof useMessagePages>['query'];
  renew: ReturnType<typeof useMessagePages>['renew'];
}

const ESTIMATED_HEIGHT = 110;
const EDGE = 12;

/** Messages in order, of which only those in sight are drawn; on paper, all that are loaded. */
export function MessageFeed({ messages, conversation, at, query, renew }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const begin = at === undefined ? messages.length - 1 : indexOf(messages, at);
  const [active, setActive] = useState(messages[begin]?.seq ?? 0);
  const activeIndex = indexOf(messages, active);
  const isPrinting = useIsPrinting();

  const virtualizer = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATED_HEIGHT,
    getItemKey: useCallback((index: number) => messages[index]?.seq ?? index, [messages]),
    // The one that has the focus stays, wherever one scrolls to.
    rangeExtractor: useCallback(
      (range: Range) => [...new Set([activeIndex, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
      [activeIndex],
    ),
    overscan: 8,
    // What is in sight stays where it is when earlier messages come before it.
    anchorTo: 'end',
    paddingStart: EDGE,
    paddingEnd: EDGE,
  });
  useBeginning(begin, at === undefined ? 'end' : 'center', virtualizer);

  const go = (index: number) => {
    const message = messages[index];
    if (!message) return;
    setActive(message.seq);
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`#message-${message.seq}`)?.focus({ preventScroll: true }),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys within a message are its own.
    if (!(event.target instanceof HTMLElement) || !event.target.matches('article')) return;
    const moves: Record<string, number> = {
      ArrowUp: activeIndex - 1,
      ArrowDown: activeIndex + 1,
      Home: 0,
      End: messages.length - 1,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  };

  const card = (message: OverseenMessage, index: number) => (
    <MessageCard
      key={message.seq}
      message={message}
      conversation={conversation}
      total={Math.max(conversation.lastSeq, messages.at(-1)?.seq ?? 0)}
      day={startsDay(messages, index) ? dayOf(message.sentAt) : undefined}
      isActive={message.seq === active}
      isSought={message.seq === at}
      onFocus={() => setActive(message.seq)}
      onGoTo={(id) => go(messages.findIndex((other) => other.id === id))}
      renew={() => renew(message.seq)}
      answered={messages.find((other) => other.id === message.replyToId)}
    />
  );
  if (isPrinting) return <div className="feed">{messages.map(card)}</div>;
  return (
    <div className="feed-frame">
      {query.hasPreviousPage && (
        <EdgeButton
          label="Show earlier messages"
          busy={query.isFetchingPreviousPage}
          onClick={() => void query.fetchPreviousPage()}
        />
      )}
      <div ref={scroller} className="feed-scroller">
        <div
          role="feed"
          aria-label="Messages"
          aria-busy={query.isFetching}
          className="feed"
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={onKeyDown}
        >
          {virtualizer.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="feed-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              {messages[index] && card(messages[index], index)}
            </div>
          ))}
        </div>
      </div>
      {query.hasNextPage && (
        <EdgeButton
          label="Show later messages"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        />
      )}
    </div>
  );
}

function EdgeButton({ label, busy, onClick }: { label: string; busy: boolean; onClick: () => void }) {
  return (
    <button type="button" className="button" disabled={busy} onClick={onClick}>
      {busy ? 'Loading …' : label}
    </button>
  );
}

type Rows = ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>;

/** Begins where it is asked for, once. */
function useBeginning(index: number, align: 'center' | 'end', virtualizer: Rows): void {
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (begun.current) return;
    begun.current = true;
    virtualizer.scrollToIndex(index, { align });
  });
}

/** `seq` has no gaps. */
function indexOf(messages: readonly OverseenMessage[], seq: number): number {
  return Math.max(0, seq - (messages[0]?.seq ?? 0));
}

function startsDay(messages: readonly OverseenMessage[], index: number): boolean {
  const [message, before] = [messages[index], messages[index - 1]];
  return message !== undefined && (before === undefined || dayOf(before.sentAt) !== dayOf(message.sentAt));
}
