import type { Page } from '@playwright/test';

declare global {
  interface Window {
    rowRenders: Map<string, number>;
  }
}

/**
 * Has React tell which rows of a conversation it renders, as it tells its developer tools: in the app as it is shipped,
 * which knows nothing of it. Reloads the page.
 */
export async function watchRowRenders(page: Page): Promise<RowRenders> {
  await page.addInitScript(tellRowRenders);
  await page.reload();
  return {
    during: async (action) => {
      await page.evaluate(() => window.rowRenders.clear());
      await action();
      return new Map(await page.evaluate(() => [...window.rowRenders]));
    },
  };
}

export interface RowRenders {
  /** By the key of its message, how often each row was rendered, or anything in it, while something was done. */
  during(action: () => Promise<unknown>): Promise<Map<string, number>>;
}

/** Runs in the page, before React. */
function tellRowRenders(): void {
  /** What React's developer tools rely on. */
  interface Fiber {
    tag: number;
    flags: number;
    memoizedProps: { row?: { message?: { key: string } } } | null;
    alternate: Fiber | null;
    child: Fiber | null;
    sibling: Fiber | null;
  }
  const PERFORMED_WORK = 1;
  /** Function, class, forwarded reference, memo: what is called to render. */
  const COMPONENTS = new Set([0, 1, 11, 14, 15]);

  const renders = (window.rowRenders = new Map<string, number>());
  const visit = (fiber: Fiber, around: string | undefined, rendered: Set<string>): void => {
    const key = fiber.memoizedProps?.row?.message?.key ?? around;
    const worked = COMPONENTS.has(fiber.tag) && (fiber.flags & PERFORMED_WORK) !== 0;
    if (key !== undefined && worked) rendered.add(key);
    // Children that are those of the former tree were not visited by React either.
    if (fiber.child === fiber.alternate?.child) return;
    for (let child = fiber.child; child; child = child.sibling) visit(child, key, rendered);
  };
  Object.assign(window, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      checkDCE: () => undefined,
      onCommitFiberUnmount: () => undefined,
      onCommitFiberRoot(_renderer: number, root: { current: Fiber }) {
        const rendered = new Set<string>();
        visit(root.current, undefined, rendered);
        for (const key of rendered) renders.set(key, (renders.get(key) ?? 0) + 1);
      },
    },
  });
}
