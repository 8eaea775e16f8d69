import { useSocket } from '@duet/chat-react';
import { useEffect, useState } from 'react';
import { View } from 'react-native';
import { useOnline } from '../../lib/useOnline';
import { Banner } from '../../ui/Banner.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

/** A connection that comes back sooner is not worth a word, unless there is no network to come back by. */
const PATIENCE = 1_200;

/** Says that there is no connection, and what becomes of what is written meanwhile. */
export function ConnectionBanner({ waiting = 0 }: { waiting?: number }) {
  const styles = useStyles();
  const { conversation } = useWords();
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
      <Banner
        tone="caution"
        icon="offline"
        text={waiting === 0 ? conversation.offline : conversation.offlineWith(waiting)}
        testID="connection-banner"
      />
    </View>
  );
}

const useStyles = themed(() => ({
  place: { paddingHorizontal: space.m, paddingVertical: space.s },
}));
