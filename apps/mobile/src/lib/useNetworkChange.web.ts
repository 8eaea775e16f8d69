import { useEffect } from 'react';

/** Calls back whenever the browser says that the network came or went: a hint, and a reason to look. */
export function useNetworkChange(onChange: () => void): void {
  useEffect(() => {
    window.addEventListener('online', onChange);
    window.addEventListener('offline', onChange);
    return () => {
      window.removeEventListener('online', onChange);
      window.removeEventListener('offline', onChange);
    };
  }, [onChange]);
}
