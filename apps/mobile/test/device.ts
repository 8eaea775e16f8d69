import { mkdirSync, rmSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where the device keeps everything; what is there outlives the app. */
const HOME = join(tmpdir(), `duet-device-${process.pid}`);

/** A device as it comes from the shop. */
export function wipe(): void {
  rmSync(HOME, { recursive: true, force: true });
  for (const folder of ['documents', 'cache', 'keychain']) mkdirSync(join(HOME, folder), { recursive: true });
}

/** A file that another program has made, such as the camera. */
export async function makeFile(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(HOME, 'cache', name);
  await writeFile(path, bytes);
  return pathToFileURL(path).href;
}

export const readText = (uri: string): Promise<string> => readFile(fileURLToPath(uri), 'utf8');

const absent = () => undefined;

/** expo-file-system/legacy, as far as it is used. */
export const fileSystem = {
  documentDirectory: `${pathToFileURL(join(HOME, 'documents')).href}/`,
  cacheDirectory: `${pathToFileURL(join(HOME, 'cache')).href}/`,
  copyAsync: ({ from, to }: Record<'from' | 'to', string>) =>
    copyFile(fileURLToPath(from), fileURLToPath(to)),
  moveAsync: ({ from, to }: Record<'from' | 'to', string>) => rename(fileURLToPath(from), fileURLToPath(to)),
  deleteAsync: (uri: string) => rm(fileURLToPath(uri), { recursive: true, force: true }),
  makeDirectoryAsync: (uri: string) => mkdir(fileURLToPath(uri), { recursive: true }),
  readDirectoryAsync: (uri: string) => readdir(fileURLToPath(uri)),
  async getInfoAsync(uri: string) {
    const found = await stat(fileURLToPath(uri)).catch(absent);
    return found ? { exists: true, uri, size: found.size } : { exists: false, uri };
  },
  downloadAsync: () => Promise.reject(new Error('There is no network.')),
};

/** expo-secure-store, as far as it is used. */
export const keychain = {
  getItemAsync: (key: string) => readFile(join(HOME, 'keychain', key), 'utf8').catch(() => null),
  setItemAsync: (key: string, value: string) => writeFile(join(HOME, 'keychain', key), value),
  deleteItemAsync: (key: string) => rm(join(HOME, 'keychain', key), { force: true }),
};

class NativeDatabase {
  readonly connection: DatabaseSync;

  constructor(path: string) {
    this.connection = new DatabaseSync(path);
  }

  initSync(): void {}
  isInTransactionSync(): boolean {
    return this.connection.isTransaction;
  }
  execSync(source: string): void {
    this.connection.exec(source);
  }
  prepareSync(statement: NativeStatement, source: string): void {
    statement.prepared = this.connection.prepare(source);
  }
  closeSync(): void {
    this.connection.close();
  }
}

class NativeStatement {
  prepared!: StatementSync;
  #rows: unknown[][] = [];

  runSync(_database: NativeDatabase, named: Record<string, SQLInputValue>) {
    const values = Object.values(named);
    this.prepared.setReturnArrays(true);
    const reads = this.prepared.columns().length > 0;
    this.#rows = reads ? (this.prepared.all(...values) as unknown as unknown[][]) : [];
    const changes = reads ? 0 : Number(this.prepared.run(...values).changes);
    return { lastInsertRowId: 0, changes, firstRowValues: this.#rows.shift() ?? [] };
  }
  stepSync() {
    return this.#rows.shift() ?? null;
  }
  getAllSync() {
    return this.#rows.splice(0);
  }
  resetSync(): void {}
  getColumnNamesSync() {
    return this.prepared.columns().map(({ name }) => name);
  }
  finalizeSync(): void {}
}

/** Each of its methods exists in two forms. */
for (const { prototype } of [NativeDatabase, NativeStatement]) {
  for (const name of Object.getOwnPropertyNames(prototype).filter((one) => one.endsWith('Sync'))) {
    const method = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
    Reflect.set(prototype, name.replace(/Sync$/, 'Async'), async function (this: object, ...args: unknown[]) {
      return method.apply(this, args);
    });
  }
}

/** What is native in expo-sqlite, on Node's own SQLite. */
export const sqlite = {
  defaultDatabaseDirectory: join(HOME, 'documents'),
  ensureDatabasePathExistsSync: () => undefined,
  ensureDatabasePathExistsAsync: async () => undefined,
  NativeDatabase,
  NativeStatement,
};
