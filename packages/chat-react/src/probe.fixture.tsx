import { container } from './window.fixture.ts';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

/** Runs hooks in the real React, without a document: the probe renders nothing. */
export async function probe<Result>(useHooks: () => Result, around: (children: ReactNode) => ReactNode) {
  const renders: Result[] = [];
  function Probe() {
    renders.push(useHooks());
    return null;
  }
  const root = createRoot(container());
  await act(async () => root.render(around(<Probe />)));
  return {
    /** What the hooks returned, render by render. */
    renders,
    get current(): Result {
      const last = renders.at(-1);
      if (last === undefined) throw new Error('not rendered');
      return last;
    },
    /** Lets React and the requests go on until the condition holds. */
    async until(condition: (result: Result) => boolean): Promise<void> {
      const deadline = Date.now() + 5_000;
      while (!condition(this.current)) {
        if (Date.now() > deadline) throw new Error(`Waited in vain for: ${condition.toString()}`);
        await act(() => new Promise((resolve) => setTimeout(resolve, 1)));
      }
    },
    /** Lets a request that has brought what it should come to its end: React Query tells of that a moment later. */
    rest: () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 1))),
    unmount: () => act(async () => root.unmount()),
  };
}
