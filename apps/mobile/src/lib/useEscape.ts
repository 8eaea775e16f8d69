/** Devices have their own way back, which the navigation follows. */
export function useEscape(_onEscape: () => void): void {
  return;
}
