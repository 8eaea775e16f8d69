import storage from 'expo-sqlite/kv-store';

/** Where the app keeps what it knows and what waits to be sent: the device's SQLite, which survives being killed. */
export const device = { storage };
