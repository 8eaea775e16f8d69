import type { OutgoingPicture } from '@duet/chat-client';
import { IMAGE_SIZES, LIMITS } from '@duet/contract';
import { isHeic, PictureProblem, type Picked } from './picked.ts';

const JPEG = { type: 'image/jpeg', quality: 0.85 } as const;

/** Makes a picture as small as it may be for every screen. What moves is left as it is. Throws `PictureProblem`. */
export async function preparePicture(picked: Picked): Promise<OutgoingPicture> {
  const { contentType } = picked;
  if (!(picked.picture instanceof Blob)) throw new PictureProblem('unreadable');
  const image = await decoded(picked, picked.picture);
  const { naturalWidth, naturalHeight } = image;
  if (contentType === 'image/gif') {
    if (picked.picture.size > LIMITS.imageBytes) throw new PictureProblem('too_large');
    return { contentType, width: naturalWidth, height: naturalHeight, picture: picked.picture };
  }
  const scale = Math.min(1, IMAGE_SIZES.large / Math.max(naturalWidth, naturalHeight));
  const width = Math.max(1, Math.round(naturalWidth * scale));
  const height = Math.max(1, Math.round(naturalHeight * scale));
  const picture = await redrawn(image, width, height);
  if (picture.size > LIMITS.imageBytes) throw new PictureProblem('too_large');
  return { contentType: JPEG.type, width, height, picture };
}

async function decoded(picked: Picked, bytes: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(bytes);
  const image = document.createElement('img');
  image.src = url;
  try {
    await image.decode();
    return image;
  } catch {
    throw new PictureProblem(isHeic(picked) ? 'heic_browser' : 'unreadable');
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** As it stands upright, on white where nothing is, and without what a camera wrote beside it. */
async function redrawn(image: HTMLImageElement, width: number, height: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new PictureProblem('too_large');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, JPEG.type, JPEG.quality));
  if (!blob) throw new PictureProblem('too_large');
  return blob;
}
