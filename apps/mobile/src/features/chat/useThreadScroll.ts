import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ViewToken } from 'react-native';
import type { ScrollEvent } from 'react-native-reanimated';
import { useReducedMotion } from '../../ui/useReducedMotion';
import { useWords } from '../../words/useWords.ts';
import { newestReceived, type ThreadScroll, type ThreadScrollOptions } from './threadScroll.ts';
import type { ThreadRow } from './threadRows.ts';

const END = 32;
/** On devices the list begins at its lower edge: the first unread message is to stand there, with what follows it. */
export const AFTER_UNREAD = 3;

/** What this hook needs of the list. */
interface List {
  scrollToOffset(to: { offset: number; animated: boolean }): void;
  scrollToIndex(to: { index: number; animated: boolean; viewPosition: number }): void;
}

/** On devices the list is inverted, as GiftedChat has it: the platform then keeps its place by itself. */
export function useThreadScroll(options: ThreadScrollOptions): ThreadScroll {
  const { thread } = useWords();
  const still = useReducedMotion();
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  const listRef = useRef<List | null>(null);
  const [atNewest, setAtNewest] = useState(!options.hasNewer);
  const { hasNewer } = options;
  /** The row that is to be in the middle, when there is one of this key. */
  const wanted = useRef<string>(undefined);
  const findWanted = useCallback(() => {
    const { rows } = latest.current;
    const place = rows.findIndex(({ message }) => message.key === wanted.current);
    if (place < 0) return;
    const index = rows.length - 1 - place;
    listRef.current?.scrollToIndex({ index, animated: false, viewPosition: 0.5 });
  }, []);
  useLayoutEffect(findWanted);
  const listProps = useMemo(
    () => ({
      'aria-label': thread.messages,
      maintainVisibleContentPosition: {
        minIndexForVisible: 0,
        ...(hasNewer ? {} : { autoscrollToTopThreshold: END }),
      },
      // It is not measured yet: near it, it will be.
      onScrollToIndexFailed: ({ index, averageItemLength }: { index: number; averageItemLength: number }) => {
        listRef.current?.scrollToOffset({ offset: index * averageItemLength, animated: false });
        requestAnimationFrame(findWanted);
      },
      onScrollBeginDrag: () => (wanted.current = undefined),
      onStartReached: () => latest.current.loadNewer?.(),
      onStartReachedThreshold: 1,
      onEndReached: () => latest.current.loadOlder?.(),
      onEndReachedThreshold: 1,
      onScroll: ({ contentOffset }: ScrollEvent) => setAtNewest(!hasNewer && contentOffset.y < END),
      // A message taller than the window is seen when it fills a part of it.
      viewabilityConfig: { viewAreaCoveragePercentThreshold: 15 },
      onViewableItemsChanged: ({ viewableItems }: { viewableItems: ViewToken<ThreadRow>[] }) => {
        const rows = viewableItems
          .map(({ item }) => item)
          .sort((one, other) => Number(one.createdAt) - Number(other.createdAt));
        const seen = newestReceived(rows, rows.length - 1);
        if (seen !== undefined) latest.current.onSeen(seen);
      },
    }),
    [hasNewer, findWanted, thread.messages],
  );
  const toNewest = useCallback(
    () => listRef.current?.scrollToOffset({ offset: 0, animated: !still }),
    [still],
  );
  const toRow = useCallback(
    (key: string) => {
      wanted.current = key;
      findWanted();
    },
    [findWanted],
  );
  return { listRef, listProps, isInverted: true, atNewest, toNewest, toRow };
}

export const ROW_ID = 'row-';
