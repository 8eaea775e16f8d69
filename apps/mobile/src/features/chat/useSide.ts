import { useSession } from '@duet/chat-react';
import type { Side } from '@duet/contract';
import { create } from 'zustand';

const useChoice = create<{ chosen: Side | undefined }>(() => ({ chosen: undefined }));

/** The side the viewer looks at their conversations from, and those they may choose between. */
export function useSide(): { side: Side; sides: readonly Side[]; choose: (side: Side) => void } {
  const { user } = useSession();
  const chosen = useChoice((state) => state.chosen);
  const sides = (['customer', 'artist'] as const).filter((side) => user?.roles.includes(side));
  const side = chosen !== undefined && sides.includes(chosen) ? chosen : (sides[0] ?? 'customer');
  return { side, sides, choose };
}

function choose(chosen: Side): void {
  useChoice.setState({ chosen });
}
