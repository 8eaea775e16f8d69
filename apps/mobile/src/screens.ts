/**
 * The screens for an app of somebody's own: they know no navigation, and sign nobody in. `openDuet` makes the client, by
 * the host marketplace's tokens; `DuetProvider` stands around the screens.
 */
export { DuetProvider } from './app/DuetProvider.tsx';
export { openDuet } from './app/openDuet.ts';
export { ArtistBookingDetailScreen } from './features/bookings/ArtistBookingDetailScreen.tsx';
export { BookingDetailScreen } from './features/bookings/BookingDetailScreen.tsx';
export { BookingsScreen } from './features/bookings/BookingsScreen.tsx';
export { ChatScreen } from './features/chat/ChatScreen.tsx';
export { ChatsListScreen } from './features/chat/ChatsListScreen.tsx';
export type { Shown } from './features/chat/listFilters.ts';
export type { Colors } from './ui/theme.tsx';
