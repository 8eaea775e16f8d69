import { preloadable } from './preloadable.tsx';

const chat = preloadable(() =>
  import('../features/chat/ChatScreen.tsx').then(({ ChatScreen }) => ChatScreen),
);
const bookings = preloadable(() =>
  import('../features/bookings/BookingsScreen.tsx').then(({ BookingsScreen }) => BookingsScreen),
);
const booking = preloadable(() =>
  import('../features/bookings/BookingDetailScreen.tsx').then(
    ({ BookingDetailScreen }) => BookingDetailScreen,
  ),
);
const artistBooking = preloadable(() =>
  import('../features/bookings/ArtistBookingDetailScreen.tsx').then(
    ({ ArtistBookingDetailScreen }) => ArtistBookingDetailScreen,
  ),
);
const settings = preloadable(() =>
  import('../features/settings/SettingsScreen.tsx').then(({ SettingsScreen }) => SettingsScreen),
);

/** What is not seen first has bundles of its own. */
export const ChatScreen = chat.Screen;
export const BookingsScreen = bookings.Screen;
export const BookingDetailScreen = booking.Screen;
export const ArtistBookingDetailScreen = artistBooking.Screen;
export const SettingsScreen = settings.Screen;

/** Fetches those bundles while the person looks at the list, so that a tap opens at once, without a network too. */
export function preloadScreens(): void {
  // A failure here is met again when the screen is opened.
  for (const { preload } of [chat, settings, bookings, booking, artistBooking])
    preload().catch(() => undefined);
}
