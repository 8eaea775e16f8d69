import { useSocket } from '@duet/chat-react';
import { useEffect, useState } from 'react';
import { View } from 'react-native';
import { useOnline } from '../../lib/useOnline';
import { Banner } from '../../ui/Banner.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';

/** A connection that comes back sooner is not worth a word, unless there is no network to come back by. */
const PATIENCE = 1_200;

/** Says that there is no connection, and what becomes of what is written meanwhile. */
export function ConnectionBanner({ waiting = 0 }: { waiting?: number }) {
  const styles = useStyles();
  const { connectionState } = useSocket();
  const online = useOnline();
  const away = connectionState === 'connecting' || connectionState === 'reconnecting';
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    if (!away) return;
    const timer = setTimeout(() => setWaited(true), PATIENCE);
    return () => {
      clearTimeout(timer);
      setWaited(false);
    };
  }, [away]);
  if (!away || (online && !waited)) return null;
  return (
    <View style={styles.place}>
      <Banner tone="caution" icon="offline" text={sentenceOf(waiting)} testID="connection-banner" />
    </View>
  );
}

function sentenceOf(waiting: number): string {
  if (waiting === 0) return 'Waiting for network… Messages will be sent when you are back.';
  const what = waiting === 1 ? '1 message' : `${waiting} messages`;
  return `Waiting for network… ${what} will be sent when you are back.`;
}

const useStyles = themed(() => ({
  place: { paddingHorizontal: space.m, paddingVertical: space.s },
}));
