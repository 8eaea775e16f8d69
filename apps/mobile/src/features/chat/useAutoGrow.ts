import type { RefObject } from 'react';
import type { TextInput } from 'react-native';

/** A device's text field grows by itself, up to the `maxHeight` of its style. */
export function useAutoGrow(_input: RefObject<TextInput | null>, _text: string, _maxHeight: number): void {
  return;
}
