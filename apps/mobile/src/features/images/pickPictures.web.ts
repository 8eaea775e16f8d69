import { filesToPicked } from './pictureFiles.ts';
import type { Picked } from './picked.ts';

/** A browser asks the system, which has the camera among its ways where there is one. */
export const WAYS = ['library'] as const;
export type Way = (typeof WAYS)[number];

/** Has the person choose pictures; none when they think better of it. */
export function pickPictures(_way: Way): Promise<Picked[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = 'image/*,.heic,.heif';
  input.multiple = true;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(filesToPicked(input.files)));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
