import { LIMITS } from '@duet/contract';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as manipulator from 'expo-image-manipulator';
import * as picker from 'expo-image-picker';
import { preparePicture } from '../src/features/images/preparePicture.ts';
import { pickPictures, WAYS } from '../src/features/images/pickPictures.ts';
import { makeFile, wipe } from './device.ts';

jest.mock('expo-image-picker', () => ({
  launchCameraAsync: jest.fn(),
  launchImageLibraryAsync: jest.fn(),
  requestCameraPermissionsAsync: jest.fn(),
}));
jest.mock('expo-image-manipulator', () => ({ manipulateAsync: jest.fn(), SaveFormat: { JPEG: 'jpeg' } }));

const camera = jest.mocked(picker.launchCameraAsync);
const library = jest.mocked(picker.launchImageLibraryAsync);
const permission = jest.mocked(picker.requestCameraPermissionsAsync);
const redraw = jest.mocked(manipulator.manipulateAsync);

const asset = {
  uri: 'file:///a.jpg',
  mimeType: 'image/jpeg',
  fileName: 'a.jpg',
  width: 4_000,
  height: 3_000,
};
const picked = { picture: asset.uri, contentType: 'image/jpeg', name: 'a.jpg', width: 4_000, height: 3_000 };

beforeEach(() => {
  wipe();
  jest.resetAllMocks();
});

describe('choosing pictures', () => {
  test('from the library, in the order of choice and no more than a message takes', async () => {
    expect(WAYS).toEqual(['library', 'camera']);
    library.mockResolvedValue({
      canceled: false,
      assets: [asset, { uri: 'file:///b', width: 1, height: 2 }],
    });
    expect(await pickPictures('library')).toEqual([
      picked,
      { picture: 'file:///b', contentType: 'image/jpeg', name: '', width: 1, height: 2 },
    ]);
    expect(library.mock.calls[0]![0]).toMatchObject({
      mediaTypes: 'images',
      allowsMultipleSelection: true,
      orderedSelection: true,
      selectionLimit: LIMITS.imagesPerMessage,
    });
  });

  test('from the camera, which is asked for first', async () => {
    permission.mockResolvedValue({ granted: true } as never);
    camera.mockResolvedValue({ canceled: false, assets: [asset] });
    expect(await pickPictures('camera')).toEqual([picked]);
  });

  test('none when the person thinks better of it', async () => {
    library.mockResolvedValue({ canceled: true, assets: null });
    expect(await pickPictures('library')).toEqual([]);
  });

  test('a camera that was refused is told of, and left alone', async () => {
    permission.mockResolvedValue({ granted: false } as never);
    await expect(pickPictures('camera')).rejects.toMatchObject({ fault: 'camera_refused' });
    expect(camera).not.toHaveBeenCalled();
  });
});

describe('making pictures small', () => {
  const made = async (bytes: number) => {
    const uri = await makeFile('small.jpg', new Uint8Array(bytes));
    redraw.mockResolvedValue({ uri, width: 2_048, height: 1_536 });
    return uri;
  };

  test('the longer side becomes 2,048 pixels, as JPEG', async () => {
    const uri = await made(1_000);
    const small = { picture: uri, contentType: 'image/jpeg', width: 2_048, height: 1_536 };
    expect(await preparePicture(picked)).toEqual(small);
    await preparePicture({ ...picked, width: 3_000, height: 4_000 });
    await preparePicture({ ...picked, width: 800, height: 600 });
    expect(redraw.mock.calls.map(([, actions]) => actions)).toEqual([
      [{ resize: { width: 2_048 } }],
      [{ resize: { height: 2_048 } }],
      [],
    ]);
  });

  test('a GIF, which may move, stays as it is', async () => {
    const gif = { ...picked, picture: await makeFile('a.gif', 'GIF89a'), contentType: 'image/gif' };
    expect(await preparePicture(gif)).toMatchObject({ picture: gif.picture, contentType: 'image/gif' });
    expect(redraw).not.toHaveBeenCalled();
  });

  test('what cannot be sent says why', async () => {
    redraw.mockRejectedValue(new Error('no decoder'));
    await expect(preparePicture(picked)).rejects.toMatchObject({ fault: 'unreadable' });
    await expect(preparePicture({ ...picked, name: 'IMG_1.HEIC' })).rejects.toMatchObject({
      fault: 'heic_device',
    });
    await made(LIMITS.imageBytes + 1);
    await expect(preparePicture(picked)).rejects.toMatchObject({ fault: 'too_large' });
    redraw.mockResolvedValue({ uri: 'file:///gone.jpg', width: 1, height: 1 });
    await expect(preparePicture(picked)).rejects.toMatchObject({ fault: 'unreadable' });
  });
});
