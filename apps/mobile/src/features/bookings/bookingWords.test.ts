import type { Booking, BookingStatus } from '@duet/contract';
import { expect, it } from 'vitest';
import { en } from '../../words/en.ts';
import { changeSentence, statesOf } from './bookingWords.ts';

const peer = { id: '019a0000-0000-7000-8000-00000000000b', name: 'Bruno Costa', timeZone: 'Europe/Lisbon' };
const viewer = '019a0000-0000-7000-8000-00000000000a';

it.each([
  ['accepted', peer.id, undefined, 'Bruno Costa accepted the booking'],
  ['accepted', peer.id, 'Portrait', 'Bruno Costa accepted “Portrait”'],
  ['completed', viewer, 'Portrait', 'You marked “Portrait” as completed'],
  ['no_show', viewer, undefined, 'You reported a no-show for the booking'],
  ['cancelled', null, undefined, 'The booking was cancelled'],
  ['accepted', viewer, 'أمسية عود', 'You accepted “\u2068أمسية عود\u2069”'],
  ['cancelled', null, 'Cash & $&', '“Cash & $&” was cancelled'],
] as const)('%s by %s', (to, actorId, title, sentence) => {
  const metadata = {
    kind: 'booking_status',
    bookingId: viewer,
    version: 2,
    from: 'requested',
    to,
    actorId,
  } as const;
  expect(changeSentence(metadata, peer, en, title)).toBe(sentence);
});

it('tells what a booking became then, and what it is now', () => {
  const change = { kind: 'booking_status', bookingId: viewer, version: 2, actorId: null } as const;
  const states = (version: number, status: BookingStatus) =>
    statesOf({ ...change, from: 'requested', to: 'accepted' }, { version, status } as Booking, en);
  expect(states(2, 'accepted')).toBe('Requested → Accepted. It still is');
  expect(states(4, 'completed')).toBe('Requested → Accepted. Now: Completed');
  expect(statesOf({ ...change, from: null, to: 'requested' }, undefined, en)).toBe('Requested');
});
