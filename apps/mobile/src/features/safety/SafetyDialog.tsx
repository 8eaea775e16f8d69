import { useUpdateConversation } from '@duet/chat-react';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { showToast } from '../../ui/toast.ts';
import { useWords } from '../../words/useWords.ts';
import { ReportDialog } from './ReportDialog.tsx';
import { closeSafety, type SafetyQuestion } from './safetyQuestions.ts';

/** Asks before somebody is blocked, or what is wrong with them. */
export function SafetyDialog({ question }: { question: SafetyQuestion }) {
  const words = useWords().safety;
  const { mutate } = useUpdateConversation();
  const { kind, conversation } = question;
  const { name } = conversation.peer.user;
  if (kind === 'report') return <ReportDialog question={question} onClose={closeSafety} />;
  return (
    <ConfirmDialog
      title={words.blockTitle(name)}
      text={words.blockText(name)}
      cancelLabel={words.blockKeep}
      confirmLabel={words.block}
      onCancel={closeSafety}
      onConfirm={() => {
        closeSafety();
        mutate(conversation.id, { blocked: true });
        showToast({
          text: words.blocked(name),
          undo: () => mutate(conversation.id, { blocked: false }),
        });
      }}
    />
  );
}
