import { useDraftCount, useUnsentCount } from '@duet/chat-react';
import { useState } from 'react';
import { errorWords } from '../../lib/errorWords.ts';
import { ActionRow } from '../../ui/ActionRow.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { useWords } from '../../words/useWords.ts';
import { useAuthStore } from '../auth/authStore.ts';
import { Section } from './Section.tsx';

type Where = 'here' | 'everywhere';

/** The ways out, which ask first when they would take something along. */
export function SignOut() {
  const all = useWords();
  const words = all.settings;
  const { signOut, signOutEverywhere } = useAuthStore.getState();
  const unsent = useUnsentCount();
  const drafts = useDraftCount();
  const loses = unsent + drafts > 0;
  const [asking, setAsking] = useState<Where>();
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<string>();

  const leave = async (where: Where) => {
    setAsking(undefined);
    setFailure(undefined);
    setIsPending(true);
    try {
      await (where === 'here' ? signOut() : signOutEverywhere());
    } catch (error) {
      setFailure(errorWords(error, all));
    } finally {
      setIsPending(false);
    }
  };

  return (
    <>
      <Section title={words.session} note={words.sessionNote}>
        <ActionRow
          icon="signOut"
          label={all.common.signOut}
          tone="negative"
          busy={isPending}
          onPress={loses ? () => setAsking('here') : () => void leave('here')}
          testID="sign-out"
        />
        <ActionRow
          icon="devices"
          label={words.signOutEverywhere}
          tone="negative"
          busy={isPending}
          onPress={() => setAsking('everywhere')}
          testID="sign-out-everywhere"
        />
      </Section>
      {failure !== undefined && <Banner tone="negative" icon="alert" text={words.stillSignedIn(failure)} />}
      {asking && (
        <ConfirmDialog
          title={asking === 'here' ? words.askHere : words.askEverywhere}
          text={[asking === 'everywhere' && words.everywhere, loses && words.lost(unsent, drafts)]
            .filter(Boolean)
            .join(' ')}
          cancelLabel={words.stay}
          confirmLabel={all.common.signOut}
          onCancel={() => setAsking(undefined)}
          onConfirm={() => void leave(asking)}
        />
      )}
    </>
  );
}
