import type { ChatClient } from '@duet/chat-client';
import { ChatProvider } from '@duet/chat-react';
import { useEffect, type ReactNode } from 'react';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { SafetyDialogs } from '../features/safety/SafetyDialogs.tsx';
import { ThemeProvider, type Colors } from '../ui/theme.tsx';
import { Foreground } from './Foreground.tsx';
import { Root } from './Root';
import { speak } from '../words/useWords.ts';
import { Toasts } from './Toasts.tsx';

interface Props {
  client: ChatClient;
  /** In place of Duet's own, as far as they are named, for each of light and dark. */
  colors?: Colors;
  children: ReactNode;
}

/** What the screens need around them. It fills what it is in, and its client is started while it is there. */
export function DuetProvider({ client, colors, children }: Props) {
  useEffect(() => void speak(), []);
  return (
    <Root>
      <SafeAreaProvider>
        <ThemeProvider colors={colors}>
          <ChatProvider client={client}>
            <Foreground />
            {children}
            <SafetyDialogs />
            <Toasts />
          </ChatProvider>
        </ThemeProvider>
      </SafeAreaProvider>
    </Root>
  );
}
