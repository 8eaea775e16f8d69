/** The bytes of a picture, in a browser; or, on a phone, the address of the file they are in. */
export type Picture = Blob | string;

/**
 * Where a device keeps the pictures of what waits to be sent, each under a name of its own, until they are with the
 * server. Every call that answers later may reject.
 */
export interface PictureStore {
  /** Takes a picture, which can be shown and uploaded from now on. */
  hold(name: string, picture: Picture): void;
  /** Resolves once a picture that is held would survive the app being killed. One that is kept stays so. */
  keep(name: string): Promise<void>;
  get(name: string): Promise<Picture | undefined>;
  /** Where the app finds it, to show it. */
  show(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

/** What a picture is called there: each person's are apart. */
export function pictureName(owner: string, key: string): string {
  return `${owner}/${key}`;
}

/** Pictures that last as long as the process. */
export function memoryPictures(): PictureStore {
  const pictures = new Map<string, Picture>();
  return {
    hold: (name, picture) => void pictures.set(name, picture),
    keep: () => Promise.resolve(),
    get: (name) => Promise.resolve(pictures.get(name)),
    show: (name) => {
      const picture = pictures.get(name);
      return Promise.resolve(picture instanceof Blob ? URL.createObjectURL(picture) : picture);
    },
    remove: (name) => Promise.resolve(void pictures.delete(name)),
    names: () => Promise.resolve([...pictures.keys()]),
  };
}
