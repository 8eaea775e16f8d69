import { getRandomValues } from 'expo-crypto';

// Hermes has no Web Crypto; message ids are made from its random values.
globalThis.crypto ??= { getRandomValues } as Crypto;
