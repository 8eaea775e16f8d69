import { ChatProvider } from '@duet/chat-react';
import { StatusBar } from 'react-native';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { useAuthStore } from '../features/auth/authStore.ts';
import { ThemeProvider } from '../ui/theme.tsx';
import { client } from './client.ts';
import { Foreground } from './Foreground.tsx';
import { GestureRoot } from './GestureRoot';
import { Navigation } from './Navigation.tsx';
import { Splash } from './Splash.tsx';

export function App() {
  const restoring = useAuthStore(({ status }) => status === 'unknown');
  return (
    <GestureRoot>
      <SafeAreaProvider>
        <ThemeProvider>
          <ChatProvider client={client}>
            <StatusBar />
            <Foreground />
            {restoring ? <Splash /> : <Navigation />}
          </ChatProvider>
        </ThemeProvider>
      </SafeAreaProvider>
    </GestureRoot>
  );
}
