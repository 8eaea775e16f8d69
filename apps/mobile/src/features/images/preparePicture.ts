import type { OutgoingPicture } from '@duet/chat-client';
import { IMAGE_SIZES, LIMITS } from '@duet/contract';
import { getInfoAsync } from 'expo-file-system/legacy';
import { manipulateAsync, SaveFormat } from 'expo-image-manipulator';
import { isHeic, PictureProblem, type Picked } from './picked.ts';

const JPEG = { format: SaveFormat.JPEG, compress: 0.85 };

/** Makes a picture as small as it may be for every screen. What moves is left as it is. Throws `PictureProblem`. */
export async function preparePicture(picked: Picked): Promise<OutgoingPicture> {
  const prepared = picked.contentType === 'image/gif' ? untouched(picked) : await redrawn(picked);
  const info = await getInfoAsync(prepared.picture);
  if (!info.exists) throw new PictureProblem('unreadable');
  if (info.size > LIMITS.imageBytes) throw new PictureProblem('too_large');
  return prepared;
}

function untouched(picked: Picked) {
  const { contentType, width = 1, height = 1 } = picked;
  return { contentType, width, height, picture: uriOf(picked) };
}

async function redrawn(picked: Picked) {
  const { width = 0, height = 0 } = picked;
  const side = width >= height ? { width: IMAGE_SIZES.large } : { height: IMAGE_SIZES.large };
  const isLarge = Math.max(width, height) > IMAGE_SIZES.large;
  try {
    const made = await manipulateAsync(uriOf(picked), isLarge ? [{ resize: side }] : [], JPEG);
    return { contentType: 'image/jpeg', width: made.width, height: made.height, picture: made.uri };
  } catch {
    throw new PictureProblem(isHeic(picked) ? 'heic_device' : 'unreadable');
  }
}

function uriOf({ picture }: Picked): string {
  if (typeof picture !== 'string') throw new PictureProblem('unreadable');
  return picture;
}
