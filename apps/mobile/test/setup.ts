import { jest } from '@jest/globals';
import { fileSystem as mockFileSystem, keychain as mockKeychain, sqlite, wipe } from './device.ts';

jest.mock('expo-file-system/legacy', () => mockFileSystem);
jest.mock('expo-secure-store', () => mockKeychain);
jest.mock('expo-crypto', () => ({
  getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
}));
jest.mock('expo-localization', () => ({ getLocales: () => [{ languageTag: 'en-GB' }] }));
// Nobody inspects the database while a test runs.
jest.mock('@expo/devtools', () => ({ getDevToolsPluginClientAsync: () => new Promise(() => undefined) }));
jest.mock('react-native-worklets', () => jest.requireActual('react-native-worklets/src/mock'));
jest.mock('react-native-reanimated', () => jest.requireActual('react-native-reanimated/mock'));
jest.mock('react-native-keyboard-controller', () =>
  jest.requireActual('react-native-keyboard-controller/jest'),
);
jest.mock(
  'react-native-safe-area-context',
  () => jest.requireActual<{ default: object }>('react-native-safe-area-context/jest/mock').default,
);

const { modules } = (globalThis as unknown as { expo: { modules: Record<string, object> } }).expo;
modules['ExpoSQLite'] = sqlite;

wipe();
