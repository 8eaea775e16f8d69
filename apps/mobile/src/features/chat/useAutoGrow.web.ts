import { useLayoutEffect, type RefObject } from 'react';
import type { TextInput } from 'react-native';

/** Makes a text area as high as its text, up to `maxHeight`; it scrolls beyond. */
export function useAutoGrow(input: RefObject<TextInput | null>, text: string, maxHeight: number): void {
  useLayoutEffect(() => {
    const area = input.current as unknown as HTMLTextAreaElement | null;
    if (!area) return;
    area.style.height = '0';
    const border = area.offsetHeight - area.clientHeight;
    area.style.height = `${Math.min(area.scrollHeight + border, maxHeight)}px`;
    area.style.overflowY = area.scrollHeight + border > maxHeight ? 'auto' : 'hidden';
  }, [input, text, maxHeight]);
}
