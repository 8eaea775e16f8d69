import {
  createStaticNavigation,
  DefaultTheme,
  type InitialState,
  type StaticParamList,
} from '@react-navigation/native';
import { Suspense, useMemo } from 'react';
import { AdministratorScreen } from '../features/auth/AdministratorScreen.tsx';
import { useIsAdministrator, useIsMember, useIsSignedOut } from '../features/auth/authStore.ts';
import { SignedIn } from '../features/auth/SignedIn.tsx';
import { WelcomeScreen } from '../features/auth/WelcomeScreen.tsx';
import { ThreadSkeleton } from '../features/chat/ThreadSkeleton.tsx';
import { BRAND } from '../ui/Logo.tsx';
import { useTheme } from '../ui/theme.tsx';
import { useWords } from '../words/useWords.ts';
import { createStack } from './createStack';
import { BookingRoute, BookingsRoute, ChatRoute, SettingsRoute } from './routes.tsx';
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
      screens: { Welcome: { screen: WelcomeScreen, linking: '' } },
    },
    administrator: {
      if: useIsAdministrator,
      screens: {
        Administrator: { screen: AdministratorScreen, linking: 'administrator' },
      },
    },
    member: {
      if: useIsMember,
      screens: {
        Chats: { screen: ChatsRoute, linking: 'chats' },
        Chat: { screen: ChatRoute, linking: 'chat/:conversationId' },
        Bookings: { screen: BookingsRoute, linking: 'bookings' },
        Booking: { screen: BookingRoute, linking: 'booking/:bookingId' },
        Settings: { screen: SettingsRoute, linking: 'settings' },
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

/** The app's screens: where the address leads, or, where it has none of its own, at `start`. */
export function Navigation({ start }: { start?: InitialState | undefined }) {
  const { scheme, color } = useTheme();
  const { titles } = useWords();
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
  const documentTitle = {
    formatter: (options: { title?: string } | undefined, route: { name: string } | undefined) => {
      const title = options?.title ?? titles[route?.name as keyof typeof titles];
      return title === undefined ? BRAND : `${title} · ${BRAND}`;
    },
  };
  const place = start ? { initialState: start } : { linking };
  return <StaticNavigation {...place} theme={theme} documentTitle={documentTitle} />;
}
