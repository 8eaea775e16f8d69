import { useSettings } from '@duet/chat-react';
import { errorWords } from '../../lib/errorWords.ts';
import { Banner } from '../../ui/Banner.tsx';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { Section } from './Section.tsx';

/** What the person lets others see of their reading and of their comings and goings. */
export function PrivacySettings() {
  const { settings, update, isPending, error } = useSettings();
  if (!settings) return null;
  const { readReceipts, showPresence } = settings;
  return (
    <>
      <Section
        title="Privacy"
        note="A change holds from now on, on all your devices. What others have already seen stays seen."
      >
        <SwitchRow
          label="Read receipts"
          text={
            readReceipts
              ? 'Others see when you have read their messages.'
              : 'Others see that their messages have arrived, but not that you have read them. You still see theirs.'
          }
          on={readReceipts}
          busy={isPending}
          onChange={(on) => update({ readReceipts: on })}
          testID="setting-read-receipts"
        />
        <SwitchRow
          label="Show when I am online"
          text={
            showPresence
              ? 'Others see when you are online, and when you were last here.'
              : 'Nobody sees whether you are online or when you were last here.'
          }
          on={showPresence}
          busy={isPending}
          onChange={(on) => update({ showPresence: on })}
          testID="setting-presence"
        />
      </Section>
      {error && (
        <Banner
          tone="negative"
          icon="alert"
          text={`Your change was not saved. ${errorWords(error)}`}
          testID="settings-error"
        />
      )}
    </>
  );
}
