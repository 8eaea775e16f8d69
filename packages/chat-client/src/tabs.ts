/**
 * The places in which one app runs at the same time on one storage: a browser's tabs. They show the same queue, and one
 * of them at a time sends.
 */
export interface Tabs {
  /** Calls `onTurn` when this tab's turn has come; it lasts until the returned function is called, or the tab ends. */
  takeTurn(name: string, onTurn: () => void): () => Promise<void>;
  /** Does `work` as one's turn if nobody has it now, and nothing otherwise. */
  ifFree(name: string, work: () => Promise<void>): Promise<void>;
  /** Takes part in what is shared under a name; `onTold` is called when another tab says that it changed. */
  share(name: string, onTold: () => void): Share;
}

interface Share {
  /** Says to the other tabs that it changed. */
  tell(): void;
  end(): void;
}

/** An app that runs once, as on a phone. */
export const onlyTab: Tabs = {
  takeTurn(_name, onTurn) {
    onTurn();
    return () => Promise.resolve();
  },
  ifFree: (_name, work) => work(),
  share: () => ({ tell: () => undefined, end: () => undefined }),
};
