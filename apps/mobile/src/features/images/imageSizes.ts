import { IMAGE_SIZES, type ImageSize } from '@duet/contract';

interface Box {
  readonly width: number;
  readonly height: number;
}

/** A picture that lacks so much of what a screen could show is not seen to lack it. */
const SLACK = 0.8;

/** The smallest size that is sharp where an image covers this box, in units of the window with so many pixels each. */
export function sharpSize({ width, height }: Box, pixelRatio: number): ImageSize {
  const needed = Math.max(width, height) * pixelRatio * SLACK;
  if (needed <= IMAGE_SIZES.small) return 'small';
  return needed <= IMAGE_SIZES.medium ? 'medium' : 'large';
}

/** How wide the pictures of a message are together, where there is room. */
const GRID = 280;
/** A single picture is no higher than this, */
const HIGHEST = 340;
/** and cut where it is narrower or wider than these: the viewer shows the whole. */
const NARROWEST = 0.7;
const WIDEST = 2;

/** How the pictures of a message lie: rows of one to three, each as wide as the others, and the proportions of their cells. */
export interface Layout {
  readonly width: number;
  readonly rows: readonly { readonly count: number; readonly ratio: number }[];
}

export function layoutOf(images: readonly Box[]): Layout {
  const [only] = images;
  if (only && images.length === 1) {
    const ratio = Math.min(WIDEST, Math.max(NARROWEST, only.width / only.height));
    return { width: Math.min(GRID, Math.round(HIGHEST * ratio)), rows: [{ count: 1, ratio }] };
  }
  return {
    width: GRID,
    rows: countsOf(images.length).map((count) => ({ count, ratio: count === 1 ? 2 : 1 })),
  };
}

/** Fuller rows come last: 1 and 2, 2 and 3, 2, 2, 3 and 3. */
function countsOf(total: number): number[] {
  if (total === 3) return [1, 2];
  const rows = total <= 2 ? 1 : total === 4 ? 2 : Math.ceil(total / 3);
  const least = Math.floor(total / rows);
  const fuller = total - least * rows;
  return Array.from({ length: rows }, (_, row) => least + (row >= rows - fuller ? 1 : 0));
}
