import { useEffect, useState } from 'react';

/** The present, anew each second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether a moment has come; false while there is none to wait for. */
export function useHasCome(iso: string | undefined): boolean {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (iso === undefined) return;
    const timer = setTimeout(() => setNow(Date.now()), Date.parse(iso) - Date.now() + 1);
    return () => clearTimeout(timer);
  }, [iso]);
  return iso !== undefined && Date.parse(iso) <= now;
}
