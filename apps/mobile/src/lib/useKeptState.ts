import { useSession } from '@duet/chat-react';
import { useEffect, useState, type Dispatch, type SetStateAction } from 'react';

/** What was begun, by person and key; in memory alone, for it goes with the app. */
const kept = new Map<string, unknown>();

/**
 * State that is there again when its screen comes back: after the person has signed in again where their session had ended,
 * too, and for nobody else. `initial` stays the same from call to call.
 */
export function useKeptState<T>(key: string, initial: T): [T, Dispatch<SetStateAction<T>>] {
  const { user } = useSession();
  const own = `${user?.id}/${key}`;
  const [value, setValue] = useState(() => (kept.has(own) ? (kept.get(own) as T) : initial));
  useEffect(() => {
    if (value === initial) kept.delete(own);
    else kept.set(own, value);
  }, [own, value, initial]);
  return [value, setValue];
}

/** Whoever has signed out has begun nothing. */
export function forgetKept(): void {
  kept.clear();
}
