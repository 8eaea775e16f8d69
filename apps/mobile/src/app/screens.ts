export { ArtistBookingDetailScreen } from '../features/bookings/ArtistBookingDetailScreen.tsx';
export { BookingDetailScreen } from '../features/bookings/BookingDetailScreen.tsx';
export { BookingsScreen } from '../features/bookings/BookingsScreen.tsx';
export { ChatScreen } from '../features/chat/ChatScreen.tsx';
export { SettingsScreen } from '../features/settings/SettingsScreen.tsx';

/** Metro bundles everything: there is nothing to fetch. */
export function preloadScreens(): void {
  return;
}
