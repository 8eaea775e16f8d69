import type { KeyboardEvent } from 'react';

/** The keys of what one of some is chosen from: the arrows choose the next one, the space bar the one in focus. */
export function radioKeys(): object {
  return {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const target = event.target as HTMLElement;
      const group = event.currentTarget;
      const step = event.key === ' ' ? 0 : stepOf(event.key, getComputedStyle(group).direction);
      if (step === undefined) return;
      event.preventDefault();
      const all = [...group.querySelectorAll<HTMLElement>('[role="radio"]')];
      const next = all.at((all.indexOf(target) + step) % all.length);
      next?.focus();
      next?.click();
    },
  };
}

function stepOf(key: string, direction: string): number | undefined {
  const ahead = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  if (key === 'ArrowDown' || key === ahead) return 1;
  return key === 'ArrowUp' || key === back ? -1 : undefined;
}
