import {
  indexFrom,
  selectFloor,
  selectMessage,
  selectMessagesAround,
  type ApiError,
  type ChatState,
  type ThreadMessage,
} from '@duet/chat-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { chatKeys, queryOptions, requestOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import {
  AROUND,
  grownDown,
  grownUp,
  isInPart,
  isSurrounded,
  newestPart,
  partAround,
  shownOf,
  standing,
  type ThreadPart,
} from './threadPart.ts';
import { useChatState } from './useChatState.ts';
import { useUserId } from './useUserId.ts';

/** Where a thread opens: at this message, with so many after it. */
export interface ThreadStart {
  readonly seq: number;
  readonly after: number;
}

/**
 * The part of a conversation's thread that its reader has before them, ascending, own unsent messages last. It opens
 * at the newest message, or at `start`, and grows by a page at a time, from what is held here or from the server; it
 * stays within some two hundred messages by losing at the other end. What is not held is loaded.
 *
 * Another `start` opens the thread anew.
 */
export function useMessages(
  conversationId: string,
  start?: ThreadStart,
): {
  readonly messages: readonly ThreadMessage[];
  /** There is nothing to show yet. */
  readonly isPending: boolean;
  readonly error: ApiError | null;
  readonly hasOlder: boolean;
  /** Shows the page before the oldest message; does nothing when there is none or while it is loading. */
  readonly loadOlder: () => void;
  readonly isLoadingOlder: boolean;
  /** The part does not reach the newest message, and does not follow what arrives. */
  readonly hasNewer: boolean;
  /** Shows the page after the newest message of the part; does nothing when there is none or while it is loading. */
  readonly loadNewer: () => void;
  readonly isLoadingNewer: boolean;
  /** Shows the newest messages, and follows what arrives. */
  readonly toNewest: () => void;
  /** Follows what arrives no longer: for a reader who is elsewhere, and a thread that has grown long meanwhile. */
  readonly stay: () => void;
  /** Shows the message of this id, with what lies around it. Rejects with `ApiError` where it cannot be loaded. */
  readonly toMessage: (id: string) => Promise<ThreadMessage>;
  readonly isLoadingMessage: boolean;
} {
  const client = useChatClient();
  const userId = useUserId();
  const [placed, setPlaced] = useState<Placed>();
  const part = placed?.conversationId === conversationId && placed.start === start ? placed.part : undefined;
  const held = useChatState(useHeldAround(part?.first ?? start?.seq), conversationId);
  const floor = useChatState(selectFloor, conversationId);
  const heldAround = useCallback(
    (seq: number) => selectMessagesAround(client.getState(), conversationId, seq),
    [client, conversationId],
  );

  const unloaded = floor === undefined;
  const newest = useQuery<null, ApiError>({
    ...queryOptions,
    queryKey: chatKeys.messages(userId, conversationId),
    queryFn: () => client.loadMessages(conversationId).then(() => null),
    enabled: unloaded && userId !== undefined,
  });
  const astray = !part && start !== undefined && !held.some(({ seq }) => seq === start.seq);
  const startPage = useQuery<null, ApiError>({
    ...queryOptions,
    // Without it the thread opens at its newest message, which is better than to wait.
    retry: false,
    gcTime: 0,
    queryKey: chatKeys.messagesAround(userId, conversationId, start?.seq),
    queryFn: () => client.loadMessages(conversationId, { aroundSeq: start?.seq ?? 1 }).then(() => null),
    enabled: astray && userId !== undefined,
  });
  const isPending = (unloaded && newest.isPending) || (astray && startPage.isPending);

  const toNewest = useCallback(
    () => setPlaced({ conversationId, start, part: newestPart(heldAround(Infinity)) }),
    [conversationId, start, heldAround],
  );
  const stay = useCallback(
    () => setPlaced((now) => now && { ...now, part: standing(heldAround(now.part.first), now.part) }),
    [heldAround],
  );
  if (!unloaded && !isPending) {
    if (!part && start && !astray) {
      setPlaced({
        conversationId,
        start,
        part: partAround(held, start.seq, start.after, start.seq >= floor),
      });
    } else if (!part || (part.first < floor && held.length === 0)) {
      // Also where what was shown is not held any more: its reader begins anew.
      toNewest();
    }
  }

  /** Whether a part belongs to the thread, which goes on with what arrives, rather than to a piece of the past. */
  const isThread = useCallback(
    ({ first }: ThreadPart) => first >= (selectFloor(client.getState(), conversationId) ?? 0),
    [client, conversationId],
  );
  const growUp = useCallback(
    () => setPlaced((now) => now && { ...now, part: grownUp(heldAround(now.part.first), now.part) }),
    [heldAround],
  );
  const growDown = useCallback(
    () =>
      setPlaced(
        (now) => now && { ...now, part: grownDown(heldAround(now.part.first), now.part, isThread(now.part)) },
      ),
    [heldAround, isThread],
  );
  // Who asks again before the next render has asked once.
  const underWay = useRef(false);
  const arrived = () => {
    underWay.current = false;
  };
  const older = useMutation<unknown, ApiError, number>({
    ...requestOptions,
    mutationFn: (beforeSeq) => client.loadMessages(conversationId, { beforeSeq }),
    onSuccess: growUp,
    onSettled: arrived,
  });
  const newer = useMutation<unknown, ApiError, number>({
    ...requestOptions,
    mutationFn: (afterSeq) => client.loadMessages(conversationId, { afterSeq }),
    onSuccess: growDown,
    onSettled: arrived,
  });
  const { mutate: fetchOlder, isPending: isLoadingOlder } = older;
  const { mutate: fetchNewer, isPending: isLoadingNewer } = newer;
  const loadOlder = useCallback(() => {
    if (!part || underWay.current) return;
    if (indexFrom(held, part.first) > 0) return growUp();
    if (part.first === 1) return;
    underWay.current = true;
    fetchOlder(part.first);
  }, [part, held, growUp, fetchOlder]);
  const loadNewer = useCallback(() => {
    if (part?.last === undefined || underWay.current) return;
    if (isThread(part) || indexFrom(held, part.last + 1) < held.length) return growDown();
    underWay.current = true;
    fetchNewer(part.last);
  }, [part, held, isThread, growDown, fetchNewer]);

  const { mutateAsync: findMessage, isPending: isLoadingMessage } = useMutation<
    ThreadMessage,
    ApiError,
    string
  >({
    ...requestOptions,
    mutationFn: async (id) => {
      const find = () => selectMessage(client.getState(), { conversationId, id });
      if (!find()) await client.loadMessage(id);
      const seq = find()?.seq ?? 1;
      if (!isSurrounded(heldAround(seq), seq)) await client.loadMessages(conversationId, { aroundSeq: seq });
      return find()!;
    },
  });
  const toMessage = useCallback(
    async (id: string) => {
      const known = selectMessage(client.getState(), { conversationId, id });
      if (part && known && isInPart(part, known.seq ?? 0)) return known;
      const message = await findMessage(id);
      const seq = message.seq ?? 1;
      const whole = seq >= (selectFloor(client.getState(), conversationId) ?? Infinity);
      setPlaced({ conversationId, start, part: partAround(heldAround(seq), seq, AROUND, whole) });
      return message;
    },
    [client, part, heldAround, findMessage, conversationId, start],
  );

  return {
    messages: useMemo(() => (part ? shownOf(held, part) : held), [held, part]),
    isPending,
    error: (unloaded ? newest.error : null) ?? older.error ?? newer.error,
    hasOlder: part !== undefined && part.first > 1,
    loadOlder,
    isLoadingOlder,
    hasNewer: part?.last !== undefined,
    loadNewer,
    isLoadingNewer,
    toNewest,
    stay,
    toMessage,
    isLoadingMessage,
  };
}

/** The part as it was last placed, and for which conversation and start. */
interface Placed {
  readonly conversationId: string;
  readonly start: ThreadStart | undefined;
  readonly part: ThreadPart;
}

/** A selector of what is held around a message; of the thread itself, where none is named. */
function useHeldAround(seq = Infinity) {
  return useCallback(
    (state: ChatState, conversationId: string) => selectMessagesAround(state, conversationId, seq),
    [seq],
  );
}
