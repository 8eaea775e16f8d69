import type { ContactWarning } from '@duet/contract';
import { useCallback } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Tells what an author did who was told of contact details. It is only counted: one that is lost is not missed. */
export function useContactWarning(): (warning: ContactWarning) => void {
  const { api } = useChatClient();
  return useCallback(
    (warning) => void api.call('tellContactWarning', { body: warning }).catch(() => undefined),
    [api],
  );
}
