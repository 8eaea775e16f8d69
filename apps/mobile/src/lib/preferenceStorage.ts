import storage from 'expo-sqlite/kv-store';

const KEY = 'duet.preferences';

/** Preferences on a device. Read at once, so that the first thing that is seen is as it was wanted. */
export const preferenceStorage = {
  get: (): unknown => JSON.parse(storage.getItemSync(KEY) ?? 'null'),
  set: (value: object): void => storage.setItemSync(KEY, JSON.stringify(value)),
  /** Calls when they were changed elsewhere: nowhere, the app is alone. */
  follow: (_listener: () => void): void => undefined,
};
