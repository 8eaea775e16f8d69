import type { Tabs } from './tabs.ts';

/** The wish of this tab to be the one that sends, and whether it is. */
interface Wish {
  come: boolean;
  giveBack: () => Promise<void>;
}

/** A tab's part in a queue that the tabs of a person share: it hears and tells of changes, and waits for its turn. */
export class QueueTurn {
  readonly #tabs: Tabs;
  #name: string | undefined;
  #share: ReturnType<Tabs['share']> | undefined;
  #wish: Wish | undefined;

  constructor(tabs: Tabs) {
    this.#tabs = tabs;
  }

  /** It is this tab's turn. */
  get come(): boolean {
    return this.#wish?.come === true;
  }

  /** Takes part in the queue of this name until `leave`; `onTold` is called when another tab has changed it. */
  join(name: string, onTold: () => void): void {
    this.#name = name;
    this.#share = this.#tabs.share(name, onTold);
  }

  /** Waits for its turn, if it does not already. When it has come and what there is to `prepare` is done, it begins. */
  seek(prepare: () => Promise<void>, begin: () => void): void {
    if (this.#name === undefined || this.#wish) return;
    const wish: Wish = { come: false, giveBack: () => Promise.resolve() };
    this.#wish = wish;
    const onTurn = async () => {
      await prepare();
      wish.come = true;
      if (this.#wish === wish) begin();
    };
    wish.giveBack = this.#tabs.takeTurn(this.#name, () => void onTurn());
  }

  /** Says to the other tabs that the queue has changed. */
  tell(): void {
    this.#share?.tell();
  }

  /** Leaves the turn to the others; resolves when it is theirs. */
  giveBack(): Promise<void> {
    const wish = this.#wish;
    this.#wish = undefined;
    return wish?.giveBack() ?? Promise.resolve();
  }

  leave(): void {
    void this.giveBack();
    this.#share?.end();
    this.#share = undefined;
    this.#name = undefined;
  }
}
