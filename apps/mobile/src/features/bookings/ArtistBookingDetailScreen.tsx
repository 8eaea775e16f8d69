import { BookingDetail, type BookingDetailProps } from './BookingDetail.tsx';

/** A booking as its artist sees it, with the way to the customer. */
export function ArtistBookingDetailScreen(props: BookingDetailProps) {
  return <BookingDetail side="artist" {...props} />;
}
