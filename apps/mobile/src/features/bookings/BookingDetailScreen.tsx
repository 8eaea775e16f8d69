import { BookingDetail, type BookingDetailProps } from './BookingDetail.tsx';

/** A booking as its customer sees it, with the way to the artist. */
export function BookingDetailScreen(props: BookingDetailProps) {
  return <BookingDetail side="customer" {...props} />;
}
