import type { Meta } from '@storybook/react-vite';
import type { Booking } from '@duet/contract';
import {
  ago,
  alice,
  booking,
  bruno,
  changed,
  conversation,
  id,
  mine,
  TALK,
  theirs,
  thread,
} from './facts.ts';
import { bookingDetail, bookings, chat, press, screen, see } from './screen.tsx';
import { never, refuse, type World } from './world.ts';

export default { title: 'Bookings' } satisfies Meta;

/** The conversation with a booking above it, as one of the two sees it. */
function about(
  booked: Partial<Booking>,
  { as = 'customer', ...more }: Partial<World> & { as?: 'customer' | 'artist' } = {},
): Partial<World> {
  const messages = thread(TALK);
  const one = booking(booked);
  const isArtist = as === 'artist';
  return {
    viewer: isArtist ? bruno : alice,
    messages,
    bookings: [one],
    conversations: [
      conversation({
        messages,
        booking: one,
        me: { role: as, readSeq: messages.length },
        peer: { user: isArtist ? alice : bruno, deliveredSeq: messages.length, readSeq: messages.length },
      }),
    ],
    ...more,
  };
}

export const RequestedSeenByCustomer = screen(chat, () => about({ status: 'requested' }));
export const RequestedSeenByArtist = screen(chat, () => about({ status: 'requested' }, { as: 'artist' }));
export const Accepted = screen(chat, () => about({ status: 'accepted' }));
export const AcceptedUnfolded = screen(
  chat,
  () => about({ status: 'accepted' }, { as: 'artist' }),
  async () => {
    await see('booking-bar');
    // Where there is room, it is unfolded.
    document.querySelector<HTMLElement>('[data-testid=booking-toggle]')?.click();
  },
);
export const Declined = screen(chat, () => about({ status: 'declined' }));
export const Cancelled = screen(chat, () => about({ status: 'cancelled' }));
export const Completed = screen(chat, () =>
  about({ status: 'completed', startsAt: ago(5_000), endsAt: ago(4_880) }),
);
export const NoShow = screen(chat, () => about({ status: 'no_show' }));
export const ManagedElsewhere = screen(chat, () =>
  about({ status: 'requested', managedBy: 'host' }, { as: 'artist' }),
);
export const LongTitle = screen(chat, () =>
  about({
    title: 'An engagement session that takes three days and ends by the sea in October',
    price: 1_234_500,
  }),
);
export const InWon = screen(chat, () =>
  about({ title: '웨딩 헤어와 메이크업', currency: 'KRW', price: 350_000 }),
);

const accept = () => press('booking-action-accepted');
export const Accepting = screen(
  chat,
  () => about({ status: 'requested' }, { as: 'artist', answers: { updateBookingStatus: never } }),
  accept,
);
export const ChangeRefused = screen(
  chat,
  () =>
    about(
      { status: 'requested' },
      { as: 'artist', answers: { updateBookingStatus: () => refuse('booking_transition_invalid') } },
    ),
  accept,
);
export const AsksBeforeDeclining = screen(
  chat,
  () => about({ status: 'requested' }, { as: 'artist' }),
  () => press('booking-action-declined'),
);

export const Several = screen(chat, () => {
  const album = booking({
    id: id('d2'),
    title: 'Prints and album design',
    status: 'requested',
    price: 12_500,
  });
  const portraits = booking({ id: id('d3'), title: 'Family portraits in the park', status: 'completed' });
  const messages = thread([
    ...TALK.map((line) => ({ ...line, bookingId: booking().id })),
    changed(null, 'requested', { bookingId: album.id }),
    mine('And a new one: could you design an album from both sessions?', { bookingId: album.id }),
    theirs('With pleasure. Linen or leather?', { bookingId: album.id }),
  ]);
  return {
    messages,
    bookings: [album, booking(), portraits],
    conversations: [conversation({ messages, booking: album })],
  };
});
export const WhatAChangeMadeOfIt = screen(
  chat,
  () => about({ status: 'accepted' }),
  () => press('system-unfold'),
);

const several = () =>
  about(
    { status: 'requested' },
    {
      bookings: [
        booking({ status: 'requested' }),
        booking({ id: id('d2'), title: '웨딩 헤어와 메이크업', currency: 'KRW', price: 350_000 }),
        booking({ id: id('d3'), title: 'أمسية عود', status: 'completed', startsAt: ago(9_000) }),
        booking({
          id: id('d4'),
          title: 'An engagement session that takes three days and ends by the sea in October',
          status: 'cancelled',
        }),
      ],
    },
  );
export const List = screen(bookings, several);
export const ListEmpty = screen(bookings, () => ({}));
export const ListLoading = screen(bookings, () => ({ answers: { listBookings: never } }));
export const ListFailed = screen(bookings, () => ({
  answers: { listBookings: () => refuse('forbidden') },
}));
const detail = bookingDetail(booking().id);
export const DetailOfCustomer = screen(detail, () => about({ status: 'requested' }));
export const DetailOfArtist = screen(detail, () => about({ status: 'requested' }, { as: 'artist' }));
export const DetailSettled = screen(detail, () => about({ status: 'accepted' }));
export const DetailManagedElsewhere = screen(detail, () =>
  about({ status: 'accepted', managedBy: 'host' }, { as: 'artist' }),
);
export const DetailLoading = screen(detail, () =>
  about({}, { answers: { getBooking: never }, bookings: [], conversations: [] }),
);
export const DetailNotYours = screen(detail, () => ({}));
export const DetailBeforeTheFirstMessage = screen(detail, () => ({
  bookings: [booking({ status: 'requested' })],
}));
export const DetailOpening = screen(
  detail,
  () => ({ bookings: [booking()], answers: { createConversation: never } }),
  () => press('booking-chat'),
);
export const DetailChatRefused = screen(
  detail,
  () => ({ bookings: [booking()], answers: { createConversation: () => refuse('user_not_found') } }),
  () => press('booking-chat'),
);
