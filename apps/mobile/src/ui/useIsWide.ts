import { useWindowDimensions } from 'react-native';
import { size } from './tokens.ts';

/** Whether the window has room for two things side by side. */
export function useIsWide(): boolean {
  return useWindowDimensions().width >= size.splitFrom;
}
