import type { RefusedUpdate } from '@duet/chat-client';
import { useDecidedReports, useRefusedUpdates, useSession } from '@duet/chat-react';
import type { OwnReport } from '@duet/contract';
import { useCallback, useEffect } from 'react';
import { closeSafety } from '../features/safety/safetyQuestions.ts';
import { errorWords } from '../lib/errorWords.ts';
import { forgetKept } from '../lib/useKeptState.ts';
import { hideToast, showToast } from '../ui/toast.ts';
import { Toaster } from '../ui/Toaster.tsx';
import { useWords } from '../words/useWords.ts';

/** What has just happened, for whom it has. */
export function Toasts() {
  const { status } = useSession();
  const words = useWords();
  // What was changed shows as it was again, wherever it is looked at: it is not taken back without a word.
  const tellRefused = useCallback(
    ({ failure }: RefusedUpdate) =>
      showToast({ text: words.conversation.notChanged(errorWords(failure, words)) }),
    [words],
  );
  useRefusedUpdates(tellRefused);
  const tellDecided = useCallback(
    ({ state }: OwnReport) => showToast({ text: words.safety.decided[state] }),
    [words],
  );
  useDecidedReports(tellDecided);
  useEffect(() => {
    // What one person did is not the next one's to undo.
    if (status === 'signedIn') return;
    hideToast();
    closeSafety();
    if (status === 'signedOut') forgetKept();
  }, [status]);
  return <Toaster />;
}
