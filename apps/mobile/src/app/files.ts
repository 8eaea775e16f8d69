import {
  copyAsync,
  deleteAsync,
  getInfoAsync,
  makeDirectoryAsync,
  moveAsync,
  readDirectoryAsync,
} from 'expo-file-system/legacy';

/** Between the parts of a name, where that of a file has no slash. */
const SEPARATOR = '_';
/** What a file is called until it is whole. */
const PART = '.part';

/** A folder of files under names such as `person/picture`; what is in it is whole. */
export class Files {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async find(name: string): Promise<string | undefined> {
    const uri = this.#uriOf(name);
    return (await getInfoAsync(uri)).exists ? uri : undefined;
  }

  copy(name: string, from: string): Promise<string> {
    return this.make(name, (to) => copyAsync({ from, to }));
  }

  /** Has `write` make a file, and puts it under its name when it is whole. */
  async make(name: string, write: (to: string) => Promise<unknown>): Promise<string> {
    await makeDirectoryAsync(this.#folder, { intermediates: true });
    const uri = this.#uriOf(name);
    await write(uri + PART);
    await deleteAsync(uri, { idempotent: true });
    await moveAsync({ from: uri + PART, to: uri });
    return uri;
  }

  remove(name: string): Promise<void> {
    return deleteAsync(this.#uriOf(name), { idempotent: true });
  }

  async names(): Promise<string[]> {
    const files = await readDirectoryAsync(this.#folder).catch((): string[] => []);
    return files.filter((file) => !file.endsWith(PART)).map((file) => file.replace(SEPARATOR, '/'));
  }

  clear(): Promise<void> {
    return deleteAsync(this.#folder, { idempotent: true });
  }

  #uriOf(name: string): string {
    return this.#folder + name.replace('/', SEPARATOR);
  }
}
