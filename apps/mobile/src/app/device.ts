import storage from 'expo-sqlite/kv-store';
import { fileImages } from './fileImages.ts';
import { filePictures } from './filePictures.ts';

/**
 * Where the app keeps what it knows and what waits to be sent: the device's SQLite, which survives being killed. Images
 * it has shown are files.
 */
export const device = { storage, pictures: filePictures, imageCache: fileImages };
