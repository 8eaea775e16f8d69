import type { KeyboardEvent } from 'react';

/** The keys of a menu: the arrows go round through its items, the space bar chooses, Tab leaves. */
export function menuKeys(onClose: () => void): object {
  return {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const target = event.target as HTMLElement;
      if (event.key === 'Tab') return onClose();
      if (event.key === ' ') {
        event.preventDefault();
        return target.click();
      }
      const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
      const next = nextOf(event.key, items.indexOf(target), items.length);
      if (next === undefined) return;
      event.preventDefault();
      items.at(next % items.length)?.focus();
    },
  };
}

function nextOf(key: string, current: number, count: number): number | undefined {
  if (key === 'ArrowDown') return current + 1;
  if (key === 'ArrowUp') return current - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}
