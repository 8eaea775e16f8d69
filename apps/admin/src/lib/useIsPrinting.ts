import { useSyncExternalStore } from 'react';

const printing = matchMedia('print');

/** Whether the page is being laid out for paper. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(subscribe, () => printing.matches);
}

function subscribe(onChange: () => void): () => void {
  printing.addEventListener('change', onChange);
  return () => printing.removeEventListener('change', onChange);
}
