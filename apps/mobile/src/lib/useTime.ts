import { isMuted } from '@duet/contract';
import { useSyncExternalStore } from 'react';
import { dayOf, readTimeZone } from './dates.ts';
import { useAttention } from './useAttention';

const MINUTE = 60_000;

/** As the clock turns. */
function everyMinute(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    timer = setTimeout(
      () => {
        wait();
        listener();
      },
      MINUTE - (Date.now() % MINUTE),
    );
  };
  wait();
  return () => clearTimeout(timer);
}

/** Draws what uses it again as the minutes go by: for "5 min ago", or the time elsewhere. */
export function useMinute(): number {
  return useSyncExternalStore(everyMinute, () => Math.floor(Date.now() / MINUTE));
}

/** The present day where the viewer is. Draws what uses it again at midnight: for "Today" and "Yesterday". */
export function useToday(): string {
  return useSyncExternalStore(everyMinute, () => dayOf(new Date()));
}

/** Whether a conversation is muted now. Draws what uses it again when that is over. */
export function useMuted(me: { mutedUntil: string | null }): boolean {
  return useSyncExternalStore(everyMinute, () => isMuted(me, Date.now()));
}

/** Where the viewer is. Draws what uses it again when they have gone elsewhere, as soon as they look. */
export function useTimeZone(): string {
  useAttention();
  return useSyncExternalStore(everyMinute, readTimeZone);
}
