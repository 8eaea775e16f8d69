import type { MouseEvent } from 'react';
import type { GestureResponderEvent } from 'react-native';
import type { Point } from './Menu.tsx';

/** A right click, the keyboard's menu key and a finger that stays open a menu, for what takes a Pressable's props. */
export function menuGestures(open: (at: Point) => void): object {
  return {
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      if (wantsBrowsersMenu(event.target as HTMLElement)) return;
      event.preventDefault();
      open(placeOf(event));
    },
    onLongPress: ({ nativeEvent }: GestureResponderEvent) => {
      // A mouse that stays down selects text.
      const [touch] = nativeEvent.touches;
      if (touch) open({ x: touch.pageX, y: touch.pageY });
    },
  };
}

/** For a link, and for text that was selected, the browser has more to offer. */
function wantsBrowsersMenu(target: HTMLElement): boolean {
  const selection = getSelection();
  return (
    target.closest('a') !== null ||
    (selection !== null && !selection.isCollapsed && selection.containsNode(target, true))
  );
}

/** The keyboard points at nothing but the focused element. */
function placeOf({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>): Point {
  if (clientX > 0 || clientY > 0) return { x: clientX, y: clientY };
  const { left, bottom } = currentTarget.getBoundingClientRect();
  return { x: left, y: bottom };
}
