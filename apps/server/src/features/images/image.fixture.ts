import type { ToImage } from './image.mapper.ts';

/** For tests in which no message has an image. */
export const noImages: ToImage = () => {
  throw new Error('There was to be no image.');
};
