import type { KeyboardEvent } from 'react';

/**
 * On the web, the up and down keys go from one element with one of these `testID`s to the next: Tab comes to one of them
 * only.
 */
export function rovingKeys(testIDs: readonly string[]): object {
  const stops = stopsOf(testIDs);
  return {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      const all = [...document.querySelectorAll<HTMLElement>(stops)];
      const next = all.indexOf(event.target as HTMLElement) + step;
      if (next >= 0) all[next]?.focus();
    },
  };
}

/** A selector of these stops. */
export function stopsOf(testIDs: readonly string[]): string {
  return testIDs.map((testID) => `[data-testid="${testID}"]`).join();
}
