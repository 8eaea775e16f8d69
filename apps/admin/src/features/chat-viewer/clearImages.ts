import { createContext, use, useState } from 'react';

interface ClearImages {
  readonly ids: ReadonlySet<string>;
  readonly set: (id: string, isClear: boolean) => void;
}

const ClearImagesContext = createContext<ClearImages>({ ids: new Set(), set: () => undefined });
export const ClearImagesProvider = ClearImagesContext.Provider;

/** The images that somebody has asked to see, for as long as the conversation is shown: on paper, too. */
export function useClearImages(): ClearImages {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const set = (id: string, isClear: boolean) =>
    setIds((known) =>
      isClear ? new Set([...known, id]) : new Set([...known].filter((other) => other !== id)),
    );
  return { ids, set };
}

/** Whether an image is to be seen as it is. */
export function useIsClear(id: string): [isClear: boolean, set: (isClear: boolean) => void] {
  const { ids, set } = use(ClearImagesContext);
  return [ids.has(id), (isClear) => set(id, isClear)];
}
