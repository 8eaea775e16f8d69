/** The page's own script reads it too, before there is anything to see: public/preferences.js. */
const KEY = 'duet.preferences';

/** Preferences in a browser. One that lets no page keep anything forgets them. */
export const preferenceStorage = {
  get: (): unknown => {
    try {
      return JSON.parse(localStorage.getItem(KEY) ?? 'null');
    } catch {
      return null;
    }
  },
  set: (value: object): void => {
    try {
      localStorage.setItem(KEY, JSON.stringify(value));
    } catch {
      // They hold until the page is left.
    }
  },
  /** Calls when they were changed in another tab. */
  follow: (listener: () => void): void =>
    addEventListener('storage', ({ key }) => {
      if (key === KEY) listener();
    }),
};
