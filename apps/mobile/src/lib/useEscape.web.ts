import { useEffect } from 'react';

/** Calls `onEscape` for the Escape key, unless a dialog is open or an input method wants the key. */
export function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      if (document.querySelector('[aria-modal="true"]')) return;
      onEscape();
    };
    // Captured: react-native-web lets no key out of a text field.
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, [onEscape]);
}
