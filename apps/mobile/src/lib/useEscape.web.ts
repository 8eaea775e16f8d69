import { useEffect, useEffectEvent } from 'react';

/** Who wants the key; the last to come gets it. */
const waiting: (() => void)[] = [];

/**
 * Calls `onEscape` for the Escape key, unless a dialog is open, an input method wants the key, or something that came
 * later wants it first.
 */
export function useEscape(onEscape: () => void): void {
  const escape = useEffectEvent(onEscape);
  useEffect(() => {
    const own = () => escape();
    // Captured: react-native-web lets no key out of a text field.
    if (waiting.push(own) === 1) document.addEventListener('keydown', onKeyDown, true);
    return () => {
      waiting.splice(waiting.indexOf(own), 1);
      if (waiting.length === 0) document.removeEventListener('keydown', onKeyDown, true);
    };
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.isComposing) return;
  if (document.querySelector('[aria-modal="true"]')) return;
  waiting.at(-1)?.();
}
