import { LIMITS } from '@duet/contract';
import {
  launchCameraAsync,
  launchImageLibraryAsync,
  requestCameraPermissionsAsync,
  type ImagePickerResult,
} from 'expo-image-picker';
import { PictureProblem, type Picked } from './picked.ts';

/** The ways a device has to a picture. */
export const WAYS = ['library', 'camera'] as const;
export type Way = (typeof WAYS)[number];

/** Has the person choose pictures, or take one; none when they think better of it. @throws PictureProblem `camera_refused` */
export async function pickPictures(way: Way): Promise<Picked[]> {
  if (way === 'library') {
    const selectionLimit = LIMITS.imagesPerMessage;
    return toPicked(
      await launchImageLibraryAsync({
        mediaTypes: 'images',
        allowsMultipleSelection: true,
        orderedSelection: true,
        selectionLimit,
      }),
    );
  }
  const { granted } = await requestCameraPermissionsAsync();
  if (!granted) throw new PictureProblem('camera_refused');
  return toPicked(await launchCameraAsync({ mediaTypes: 'images' }));
}

function toPicked({ assets }: ImagePickerResult): Picked[] {
  return (assets ?? []).map(({ uri, mimeType, fileName, width, height }) => ({
    picture: uri,
    width,
    height,
    contentType: mimeType ?? 'image/jpeg',
    name: fileName ?? '',
  }));
}
