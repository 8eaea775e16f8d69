/** How large a picture is shown, and how far its middle is from the window's. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The picture as a whole. */
export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
/** What a double tap goes to. */
export const CLOSER = 2.5;
const CLOSEST = 6;

/** How large a picture is that fits into a window. */
export function fitted(picture: Box, window: Box): Box {
  const scale = Math.min(window.width / picture.width, window.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** Shows the picture in another scale, with what is at `at` (from the window's middle) where it is. */
export function zoomedTo({ scale, x, y }: Zoom, to: number, at: Point, shown: Box, window: Box): Zoom {
  const next = Math.min(CLOSEST, Math.max(1, to));
  const by = next / scale;
  return within({ scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by }, shown, window);
}

/** Moves the picture, as far as there is more of it. */
export function moved({ scale, x, y }: Zoom, by: Point, shown: Box, window: Box): Zoom {
  return within({ scale, x: x + by.x, y: y + by.y }, shown, window);
}

function within({ scale, x, y }: Zoom, shown: Box, window: Box): Zoom {
  const along = (value: number, size: number, room: number) => {
    const most = Math.max(0, (size * scale - room) / 2);
    return most === 0 ? 0 : Math.min(most, Math.max(-most, value));
  };
  return {
    scale,
    x: along(x, shown.width, window.width),
    y: along(y, shown.height, window.height),
  };
}
