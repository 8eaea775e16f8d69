import type { KeyboardEvent } from 'react';

/** On the web, the up and down keys go from one element with this `testID` to the next: Tab comes to one of them only. */
export function rovingKeys(testID: string): object {
  return {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      const all = [...document.querySelectorAll<HTMLElement>(`[data-testid="${testID}"]`)];
      const next = all.indexOf(event.target as HTMLElement) + step;
      if (next >= 0) all[next]?.focus();
    },
  };
}
