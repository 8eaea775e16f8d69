import { useContactWarning } from '@duet/chat-react';
import {
  contactKindsOf,
  findContactDetails,
  type ContactKind,
  type ContactPolicy,
  type ContactWarning,
} from '@duet/contract';
import { useCallback, useRef, useState } from 'react';

/** Tells an author of contact details before they go out, and counts what came of it. */
export function useContactNotice(policy: ContactPolicy): {
  /** What was found in what they wanted to send. */
  readonly kinds: readonly ContactKind[] | undefined;
  /** Whether a text may go without a word; if not, its author is told. */
  readonly pass: (text: string) => boolean;
  /** The author sends it all the same, or says that it is no contact detail. */
  readonly overrule: (outcome: Exclude<ContactWarning['outcome'], 'edited'>) => void;
  /** The author goes on writing. */
  readonly dismiss: () => void;
} {
  const tell = useContactWarning();
  const [kinds, setKinds] = useState<ContactKind[]>();
  /** What they were told of, as long as nothing has come of it. */
  const told = useRef<ContactKind[]>([]);
  const close = useCallback(
    (outcome: ContactWarning['outcome']) => {
      if (told.current.length > 0) tell({ kinds: told.current, outcome });
      told.current = [];
      setKinds(undefined);
    },
    [tell],
  );
  const pass = useCallback(
    (text: string) => {
      const found = policy === 'off' ? [] : contactKindsOf(findContactDetails(text));
      if (found.length === 0) {
        close('edited');
        return true;
      }
      told.current = found;
      setKinds(found);
      return false;
    },
    [policy, close],
  );
  const dismiss = useCallback(() => setKinds(undefined), []);
  return { kinds, pass, overrule: close, dismiss };
}
