import { ChatProvider } from '@duet/chat-react';
import { StatusBar } from 'react-native';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { useAuthStore } from '../features/auth/authStore.ts';
import { ThemeProvider, useTheme } from '../ui/theme.tsx';
import { client } from './client.ts';
import { Foreground } from './Foreground.tsx';
import { GestureRoot } from './GestureRoot';
import { Navigation } from './Navigation.tsx';
import { Splash } from './Splash.tsx';
import { usePage } from './usePage';

export function App() {
  usePage();
  const restoring = useAuthStore(({ status }) => status === 'unknown');
  return (
    <GestureRoot>
      <SafeAreaProvider>
        <ThemeProvider>
          <ChatProvider client={client}>
            <SystemBar />
            <Foreground />
            {restoring ? <Splash /> : <Navigation />}
          </ChatProvider>
        </ThemeProvider>
      </SafeAreaProvider>
    </GestureRoot>
  );
}

/** The system's line of clock and battery, in the ink of the app. */
function SystemBar() {
  const { scheme } = useTheme();
  return <StatusBar barStyle={scheme === 'dark' ? 'light-content' : 'dark-content'} />;
}
