import { useEffect, useState } from 'react';
import { serverNow } from './serverClock.ts';

/** The present by the server's clock, anew each second. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether a moment has come, by the server's clock; false while there is none to wait for. */
export function useHasCome(iso: string | undefined): boolean {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (iso === undefined) return;
    const timer = setTimeout(() => setNow(serverNow()), Date.parse(iso) - serverNow() + 1);
    return () => clearTimeout(timer);
  }, [iso]);
  return iso !== undefined && Date.parse(iso) <= now;
}
