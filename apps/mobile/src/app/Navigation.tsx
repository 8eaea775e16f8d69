import { createStaticNavigation, DefaultTheme, type StaticParamList } from '@react-navigation/native';

import { Suspense, useMemo } from 'react';
import { AdministratorScreen } from '../features/auth/AdministratorScreen.tsx';
import { useIsAdministrator, useIsMember, useIsSignedOut } from '../features/auth/authStore.ts';
import { SignedIn } from '../features/auth/SignedIn.tsx';
import { WelcomeScreen } from '../features/auth/WelcomeScreen.tsx';
import { ThreadSkeleton } from '../features/chat/ThreadSkeleton.tsx';
import { useTheme } from '../ui/theme.tsx';
import { ChatScreen, SettingsScreen } from './screens';
import { createStack } from './createStack';
import { serverUrl } from './serverUrl';
import { ChatsRoute, SplitLayout } from './SplitLayout.tsx';

const Root = createStack({
  screenOptions: { headerShown: false },
  layout: ({ state, children }) => (
    <SignedIn>
      <SplitLayout state={state}>{children}</SplitLayout>
    </SignedIn>
  ),
  screenLayout: ({ route, children }) => (
    <Suspense fallback={route.name === 'Chat' ? <ThreadSkeleton /> : null}>{children}</Suspense>
  ),
  // A link opened while signed out is followed after signing in.
  UNSTABLE_routeNamesChangeBehavior: 'lastUnhandled',
  groups: {
    signedOut: {
      if: useIsSignedOut,
      screens: { Welcome: { screen: WelcomeScreen, options: { title: 'Welcome' }, linking: '' } },
    },
    administrator: {
      if: useIsAdministrator,
      screens: {
        Administrator: {
          screen: AdministratorScreen,
          options: { title: 'Administrator' },
          linking: 'administrator',
        },
      },
    },
    member: {
      if: useIsMember,
      screens: {
        Chats: { screen: ChatsRoute, options: { title: 'Chats' }, linking: 'chats' },
        Chat: { screen: ChatScreen, options: { title: 'Chat' }, linking: 'chat/:conversationId' },
        Settings: { screen: SettingsScreen, options: { title: 'Settings' }, linking: 'settings' },
      },
    },
  },
});

type RootParams = StaticParamList<typeof Root>;

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how React Navigation learns the app's screens
  namespace ReactNavigation {
    interface RootParamList extends RootParams {}
  }
}

const StaticNavigation = createStaticNavigation(Root);

const linking = {
  prefixes: ['duet://', serverUrl],
  // A conversation opened by its address has the list behind it.
  config: { initialRouteName: 'Chats' as const },
};

const documentTitle = {
  formatter: (options: { title?: string } | undefined) =>
    options?.title === undefined ? 'Duet' : `${options.title} · Duet`,
};

export function Navigation() {
  const { scheme, color } = useTheme();
  const theme = useMemo(
    () => ({
      ...DefaultTheme,
      dark: scheme === 'dark',
      colors: {
        primary: color.accent,
        background: color.background,
        card: color.surface,
        text: color.ink,
        border: color.line,
        notification: color.accent,
      },
    }),
    [scheme, color],
  );
  return <StaticNavigation linking={linking} theme={theme} documentTitle={documentTitle} />;
}
