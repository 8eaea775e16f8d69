import type { ComponentProps } from 'react';
import { StatusBar } from 'react-native';
import { useAuthStore } from '../features/auth/authStore.ts';
import { useTheme } from '../ui/theme.tsx';
import { client } from './client.ts';
import { DuetProvider } from './DuetProvider.tsx';
import { Navigation } from './Navigation.tsx';
import { Splash } from './Splash.tsx';
import { usePage } from './usePage';

export function App({ start }: ComponentProps<typeof Navigation>) {
  usePage();
  const restoring = useAuthStore(({ status }) => status === 'unknown');
  return (
    <DuetProvider client={client}>
      <SystemBar />
      {restoring ? <Splash /> : <Navigation start={start} />}
    </DuetProvider>
  );
}

/** The system's line of clock and battery, in the ink of the app. */
function SystemBar() {
  const { scheme } = useTheme();
  return <StatusBar barStyle={scheme === 'dark' ? 'light-content' : 'dark-content'} />;
}
