import { useBooking } from '@duet/chat-react';
import { StackActions, useIsFocused, useNavigation, type StaticScreenProps } from '@react-navigation/native';
import { useCallback } from 'react';
import { useAuthStore } from '../features/auth/authStore.ts';
import {
  ArtistBookingDetailScreen,
  BookingDetailScreen,
  BookingsScreen,
  ChatScreen,
  SettingsScreen,
} from './screens';

/** `/chat/:conversationId`, with `?bookingId=` for the booking that is spoken of. */
export function ChatRoute({
  route,
}: StaticScreenProps<{ conversationId: string; bookingId?: string | undefined }>) {
  const navigation = useNavigation();
  const leave = useLeave();
  const inFront = useIsFocused();
  const entitle = useCallback((title: string) => navigation.setOptions({ title }), [navigation]);
  const openBooking = useOpenBooking();
  return (
    <ChatScreen
      conversationId={route.params.conversationId}
      bookingId={route.params.bookingId}
      onLeave={leave}
      onBooking={openBooking}
      onTitle={entitle}
      inFront={inFront}
    />
  );
}

/** `/bookings` */
export function BookingsRoute() {
  return <BookingsScreen onLeave={useLeave()} onOpen={useOpenBooking()} />;
}

/** `/booking/:bookingId`, the same for both people: each sees it from their side. */
export function BookingRoute({ route }: StaticScreenProps<{ bookingId: string }>) {
  const { bookingId } = route.params;
  const navigation = useNavigation();
  const back = useBack();
  const userId = useAuthStore(({ user }) => user?.id);
  const { booking } = useBooking(bookingId);
  const openChat = useCallback(
    (conversationId: string) =>
      // Back to the conversation, where the person came from it.
      navigation.navigate('Chat', { conversationId, bookingId }, { pop: true }),
    [navigation, bookingId],
  );
  const DetailScreen =
    booking !== undefined && booking.artistId === userId ? ArtistBookingDetailScreen : BookingDetailScreen;
  return <DetailScreen bookingId={bookingId} onLeave={back} onChat={openChat} />;
}

/** `/settings` */
export function SettingsRoute() {
  return <SettingsScreen onLeave={useLeave()} />;
}

function useOpenBooking(): (bookingId: string) => void {
  const navigation = useNavigation();
  return useCallback((bookingId) => navigation.navigate('Booking', { bookingId }), [navigation]);
}

/** Back to the list, as it was. */
function useLeave(): () => void {
  const navigation = useNavigation();
  return useCallback(
    () => navigation.dispatch(StackActions.popTo('Chats', undefined, { merge: true })),
    [navigation],
  );
}

/** Back to where the person came from. */
function useBack(): () => void {
  const navigation = useNavigation();
  const leave = useLeave();
  return useCallback(() => (navigation.canGoBack() ? navigation.goBack() : leave()), [navigation, leave]);
}
