import type { GestureResponderEvent } from 'react-native';
import type { Point } from './Menu.tsx';

/** A long press opens a menu; devices know no other way. */
export function menuGestures(open: (at: Point) => void): object {
  return {
    onLongPress: ({ nativeEvent: { pageX, pageY } }: GestureResponderEvent) => open({ x: pageX, y: pageY }),
  };
}
