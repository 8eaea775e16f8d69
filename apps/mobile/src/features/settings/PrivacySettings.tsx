import { useSettings } from '@duet/chat-react';
import { errorWords } from '../../lib/errorWords.ts';
import { Banner } from '../../ui/Banner.tsx';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { useWords } from '../../words/useWords.ts';
import { Section } from './Section.tsx';

/** What the person lets others see of their reading and of their comings and goings. */
export function PrivacySettings() {
  const all = useWords();
  const words = all.settings;
  const { settings, update, isPending, error } = useSettings();
  if (!settings) return null;
  const { readReceipts, showPresence } = settings;
  return (
    <>
      <Section title={words.privacy} note={words.privacyNote}>
        <SwitchRow
          label={words.readReceipts}
          text={readReceipts ? words.readReceiptsOn : words.readReceiptsOff}
          on={readReceipts}
          busy={isPending}
          onChange={(on) => update({ readReceipts: on })}
          testID="setting-read-receipts"
        />
        <SwitchRow
          label={words.presence}
          text={showPresence ? words.presenceOn : words.presenceOff}
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
          text={words.notSaved(errorWords(error, all))}
          testID="settings-error"
        />
      )}
    </>
  );
}
