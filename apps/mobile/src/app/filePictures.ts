import type { PictureStore } from '@duet/chat-client';
import { documentDirectory } from 'expo-file-system/legacy';
import { Files } from './files.ts';

const files = new Files(`${documentDirectory}pictures/`);
/** By name, the files that the picker or the camera has made, which the system may take away. */
const held = new Map<string, string>();

const find = async (name: string) => held.get(name) ?? files.find(name);

/** A device's pictures that wait to be sent, as files of the app's own. */
export const filePictures: PictureStore = {
  hold: (name, picture) => {
    if (typeof picture === 'string') held.set(name, picture);
  },
  keep: async (name) => {
    const uri = held.get(name);
    if (uri === undefined) return;
    await files.copy(name, uri);
    held.delete(name);
  },
  get: find,
  show: find,
  remove: (name) => {
    held.delete(name);
    return files.remove(name);
  },
  names: () => files.names(),
};
