import { lazy, useState, type ComponentType } from 'react';

/**
 * A component that is fetched when it is first shown, or before. `lazy` alone would show its fallback for some 400 ms
 * even when everything is there already: React then waits for a promise, and takes its time to look again.
 */
export function preloadable<Props extends object>(
  fetchIt: () => Promise<ComponentType<Props>>,
): { Screen: ComponentType<Props>; preload: () => Promise<void> } {
  let fetched: ComponentType<Props> | undefined;
  const preload = async (): Promise<void> => {
    fetched = await fetchIt();
  };
  const Lazy = lazy(async () => ({ default: await fetchIt() }));
  function Screen(props: Props) {
    // As it was when this one was first shown: another component would begin anew.
    const [Component] = useState<ComponentType<Props>>(() => fetched ?? Lazy);
    return <Component {...props} />;
  }
  return { Screen, preload };
}
