import { useUnsentCount } from '@duet/chat-react';
import { useState } from 'react';
import { ActionRow } from '../../ui/ActionRow.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { useAuthStore } from '../auth/authStore.ts';
import { Section } from './Section.tsx';

/** The way out, which asks first when it would take something along. */
export function SignOut() {
  const signOut = useAuthStore((state) => state.signOut);
  const unsent = useUnsentCount();
  const [asking, setAsking] = useState(false);
  const leave = () => void signOut();
  return (
    <>
      <Section title="This device" note="Your conversations stay where they are and wait for your return.">
        <ActionRow
          icon="signOut"
          label="Sign out"
          tone="negative"
          onPress={unsent > 0 ? () => setAsking(true) : leave}
          testID="sign-out"
        />
      </Section>
      {asking && (
        <ConfirmDialog
          title="Sign out and delete what is not sent?"
          text={`${unsent === 1 ? '1 message has' : `${unsent} messages have`} not been sent yet. Signing out deletes ${unsent === 1 ? 'it' : 'them'} from this device.`}
          cancelLabel="Stay"
          confirmLabel="Sign out"
          onCancel={() => setAsking(false)}
          onConfirm={leave}
        />
      )}
    </>
  );
}
