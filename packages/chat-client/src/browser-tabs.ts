import { onlyTab, type Tabs } from './tabs.ts';

/**
 * A browser's tabs, by Web Locks and BroadcastChannel. A tab that is closed or crashes gives its turn back. Without
 * Web Locks (a page that is not served securely) every tab has its turn: each sends the whole line in its order, and
 * the server knows the repeats by their ids.
 */
export function browserTabs(): Tabs {
  const locks = (navigator as { locks?: LockManager }).locks;
  return {
    takeTurn(name, onTurn) {
      if (!locks) return onlyTab.takeTurn(name, onTurn);
      const wish = new AbortController();
      const over = new Promise<void>((end) => {
        wish.signal.addEventListener('abort', () => end());
      });
      const turn = locks
        .request(name, { signal: wish.signal }, () => {
          if (!wish.signal.aborted) onTurn();
          return over;
        })
        // Given up before it came.
        .catch(() => undefined);
      return () => {
        wish.abort();
        return turn;
      };
    },
    async ifFree(name, work) {
      if (!locks) return work();
      await locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
    },
    share(name, onTold) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = onTold;
      return { tell: () => channel.postMessage(null), end: () => channel.close() };
    },
  };
}
