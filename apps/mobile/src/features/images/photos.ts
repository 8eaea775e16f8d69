import { preloadable } from '../../app/preloadable.tsx';

const photos = preloadable(() =>
  import('./ConversationPhotos.tsx').then(({ ConversationPhotos }) => ConversationPhotos),
);
const review = preloadable(() => import('./ReviewSheet.tsx').then(({ ReviewSheet }) => ReviewSheet));

/** Seen when they are asked for, and fetched before, so that they open without a network too. */
export const ConversationPhotos = photos.Screen;
export const ReviewSheet = review.Screen;

export function preloadPhotos(): void {
  // A failure here is met again when it is opened.
  for (const { preload } of [photos, review]) preload().catch(() => undefined);
}
