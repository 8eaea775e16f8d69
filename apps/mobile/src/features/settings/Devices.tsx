import { useSessions } from '@duet/chat-react';
import type { OwnSession } from '@duet/contract';
import { useState } from 'react';
import { View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { DeviceRow } from './DeviceRow.tsx';
import { deviceWords } from './deviceWords.ts';
import { Section } from './Section.tsx';

/** Where the person is signed in, and the way to end that for a device that is lost or somebody else's. */
export function Devices() {
  const styles = useStyles();
  const all = useWords();
  const words = all.settings;
  const { sessions, isPending, error, refetch, end, endingId, endError } = useSessions();
  const [asking, setAsking] = useState<OwnSession>();
  const failure = error ?? endError;
  return (
    <>
      <Section title={words.devices} note={sessions.length === 1 ? words.devicesAlone : words.devicesNote}>
        {isPending && (
          <View style={styles.row} role="status" aria-label={words.devicesLoading}>
            <Skeleton width="60%" height={16} />
          </View>
        )}
        {error && sessions.length === 0 && (
          <View style={styles.row}>
            <Button
              kind="secondary"
              icon="refresh"
              label={words.devicesAgain}
              onPress={refetch}
              testID="devices-retry"
            />
          </View>
        )}
        {thisFirst(sessions).map((session) => (
          <DeviceRow
            key={session.id}
            session={session}
            busy={endingId === session.id}
            onEnd={() => setAsking(session)}
          />
        ))}
      </Section>
      {failure && (
        <Banner
          tone="negative"
          icon="alert"
          text={(error ? words.devicesFailed : words.deviceFailed)(errorWords(failure, all))}
          testID="devices-error"
        />
      )}
      {asking && (
        <ConfirmDialog
          title={words.askDevice(deviceWords(asking.device, all).name)}
          text={words.askDeviceText}
          cancelLabel={words.askDeviceKeep}
          confirmLabel={all.common.signOut}
          onCancel={() => setAsking(undefined)}
          onConfirm={() => {
            setAsking(undefined);
            end(asking.id);
          }}
        />
      )}
    </>
  );
}

function thisFirst(sessions: readonly OwnSession[]): OwnSession[] {
  return sessions.toSorted((a, b) => Number(b.current) - Number(a.current));
}

const useStyles = themed(() => ({
  row: { minHeight: size.touch, alignItems: 'flex-start', justifyContent: 'center', padding: space.l },
}));
