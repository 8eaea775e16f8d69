import { create } from 'zustand';

/** Something that has just happened, and the way to take it back. */
export interface Toast {
  readonly text: string;
  readonly undo?: () => void;
}

/** Long enough to read and reach it. */
const SHOWN = 8_000;

export const useToast = create<{ toast: Toast | undefined }>(() => ({ toast: undefined }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Says it for a while, in place of what was said before. */
export function showToast(toast: Toast): void {
  clearTimeout(timer);
  useToast.setState({ toast });
  timer = setTimeout(hideToast, SHOWN);
}

export function hideToast(): void {
  clearTimeout(timer);
  useToast.setState({ toast: undefined });
}
