import { useDraftCount, useUnsentCount } from '@duet/chat-react';
import { useState } from 'react';
import { errorWords } from '../../lib/errorWords.ts';
import { ActionRow } from '../../ui/ActionRow.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { useAuthStore } from '../auth/authStore.ts';
import { Section } from './Section.tsx';

type Where = 'here' | 'everywhere';

/** The ways out, which ask first when they would take something along. */
export function SignOut() {
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
      setFailure(errorWords(error));
    } finally {
      setIsPending(false);
    }
  };

  return (
    <>
      <Section title="Session" note="Your conversations stay where they are and wait for your return.">
        <ActionRow
          icon="signOut"
          label="Sign out"
          tone="negative"
          busy={isPending}
          onPress={loses ? () => setAsking('here') : () => void leave('here')}
          testID="sign-out"
        />
        <ActionRow
          icon="devices"
          label="Sign out everywhere"
          tone="negative"
          busy={isPending}
          onPress={() => setAsking('everywhere')}
          testID="sign-out-everywhere"
        />
      </Section>
      {failure !== undefined && (
        <Banner tone="negative" icon="alert" text={`You are still signed in. ${failure}`} />
      )}
      {asking && (
        <ConfirmDialog
          title={asking === 'here' ? 'Sign out and delete what is not sent?' : 'Sign out on all devices?'}
          text={[asking === 'everywhere' && everywhere, loses && lost(unsent, drafts)]
            .filter(Boolean)
            .join(' ')}
          cancelLabel="Stay"
          confirmLabel="Sign out"
          onCancel={() => setAsking(undefined)}
          onConfirm={() => void leave(asking)}
        />
      )}
    </>
  );
}

const everywhere = 'Every phone and browser you are signed in with will have to sign in again, this one too.';

function lost(unsent: number, drafts: number): string {
  const messages = unsent === 1 ? '1 message has' : `${unsent} messages have`;
  const begun = drafts === 1 ? 'You have begun 1 message' : `You have begun ${drafts} messages`;
  return [
    ...(unsent > 0 ? [`${messages} not been sent yet.`] : []),
    ...(drafts > 0 ? [`${begun} and not finished.`] : []),
    `Signing out deletes ${unsent + drafts === 1 ? 'it' : 'them'} from this device.`,
  ].join(' ');
}
