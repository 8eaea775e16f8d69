import { describe, expect, it } from 'vitest';
import { fitted, moved, WHOLE, zoomedTo } from './zoom.ts';

const window = { width: 400, height: 800 };
const shown = fitted({ width: 2_000, height: 1_000 }, window);

describe('zoom', () => {
  it('fits a picture into the window', () => {
    expect(shown).toEqual({ width: 400, height: 200 });
    expect(fitted({ width: 100, height: 400 }, window)).toEqual({ width: 200, height: 800 });
  });

  it('keeps what is under the finger where it is, as far as there is picture', () => {
    const zoom = zoomedTo(WHOLE, 2, { x: 100, y: 0 }, shown, window);
    expect(zoom).toEqual({ scale: 2, x: -100, y: 0 });
    // Above the middle there is nothing to be seen by moving: the picture is lower than the window.
    expect(zoomedTo(WHOLE, 2, { x: 0, y: 90 }, shown, window).y).toBe(0);
  });

  it('goes no further out than the whole and no closer than six times', () => {
    expect(zoomedTo({ scale: 3, x: 50, y: 10 }, 0.2, { x: 40, y: 40 }, shown, window)).toEqual(WHOLE);
    expect(zoomedTo(WHOLE, 40, { x: 0, y: 0 }, shown, window).scale).toBe(6);
  });

  it('moves no further than the picture goes', () => {
    const zoom = zoomedTo(WHOLE, 3, { x: 0, y: 0 }, shown, window);
    expect(moved(zoom, { x: 150, y: 30 }, shown, window)).toEqual({ scale: 3, x: 150, y: 0 });
    expect(moved(zoom, { x: -9_999, y: 0 }, shown, window).x).toBe(-400);
    expect(moved(WHOLE, { x: 30, y: 30 }, shown, window)).toEqual(WHOLE);
  });
});
