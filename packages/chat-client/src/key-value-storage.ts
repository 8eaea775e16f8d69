/**
 * Where a device keeps what must outlive the app: the part of React Native's AsyncStorage that is needed here, so that
 * anything of that shape will do (`expo-sqlite/kv-store`, for one). Every call may reject.
 */
export interface KeyValueStorage {
  getAllKeys(): Promise<readonly string[]>;
  getItem(key: string): Promise<string | null>;
  /** Resolves once the value would survive the app being killed. */
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

/** Storage that lives as long as the process. */
export function memoryStorage(): KeyValueStorage {
  const items = new Map<string, string>();
  return {
    getAllKeys: () => Promise.resolve([...items.keys()]),
    getItem: (key) => Promise.resolve(items.get(key) ?? null),
    setItem: (key, value) => Promise.resolve(void items.set(key, value)),
    removeItem: (key) => Promise.resolve(void items.delete(key)),
  };
}
