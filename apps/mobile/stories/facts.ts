import type { Booking, Conversation, Image, Message, Person, User } from '@duet/contract';

/** People, bookings and what was said, for stories. Alice, a customer, is who looks; Bruno, an artist, is whom she writes to. */

const MINUTE = 60_000;

/** A well-formed id that can be told from others at sight. */
export function id(suffix: string): string {
  return `00000000-0000-7000-8000-${suffix.padStart(12, '0')}`;
}

/** A moment so many minutes ago. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE).toISOString();
}

export const alice: User = {
  id: id('a1'),
  name: 'Alice Moreau',
  timeZone: 'Europe/Paris',
  email: 'alice@duet.example',
  roles: ['customer'],
  settings: { readReceipts: true, showPresence: true },
};
export const bruno: User = {
  ...alice,
  id: id('b1'),
  name: 'Bruno Castellani',
  timeZone: 'Europe/Lisbon',
  email: 'bruno@duet.example',
  roles: ['artist'],
};
export const priya: User = {
  ...alice,
  id: id('b2'),
  name: 'Priya Raman',
  timeZone: 'Asia/Kolkata',
  email: 'priya@duet.example',
  roles: ['artist', 'customer'],
};
export const ada: User = {
  ...alice,
  id: id('ad'),
  name: 'Ada Nwosu',
  timeZone: 'Europe/London',
  email: 'ada@duet.example',
  roles: ['owner'],
};

export function person(key: string, name: string, timeZone = 'Europe/Paris'): Person {
  return { id: id(key), name, timeZone };
}

/** The conversation that is looked at. */
export const CHAT = id('c1');
const BOOKING = id('d1');

type Line = Partial<Message>;

export const mine = (content: string | null, more: Line = {}): Line => ({
  senderId: alice.id,
  senderRole: 'customer',
  content,
  ...more,
});
export const theirs = (content: string | null, more: Line = {}): Line => ({ content, ...more });
/** A booking has changed, by the hand of one of the two. */
export const changed = (
  from: Booking['status'] | null,
  to: Booking['status'],
  { by = alice.id, bookingId = BOOKING, version = 1 } = {},
): Line => ({
  senderId: id('5e'),
  senderRole: 'system',
  type: 'system',
  content: `The booking is ${to}.`,
  bookingId,
  metadata: { kind: 'booking_status', bookingId, version, from, to, actorId: by },
});

/** Lines as the server has them, oldest first and some minutes apart, the last of them a few minutes ago. */
export function thread(
  lines: readonly Line[],
  { conversationId = CHAT, apart = 3, ended = 4 } = {},
): Message[] {
  return lines.map((line, index) => ({
    id: id(`e${index + 1}${conversationId.slice(-4)}`),
    conversationId,
    seq: index + 1,
    clientMessageId: id(`f${index + 1}${conversationId.slice(-4)}`),
    senderId: bruno.id,
    senderRole: 'artist',
    type: 'text',
    content: null,
    caution: [],
    masked: false,
    images: [],
    bookingId: null,
    replyToId: null,
    metadata: null,
    revision: 0,
    sentAt: ago(ended + (lines.length - 1 - index) * apart),
    deliveredAt: null,
    readAt: null,
    editedAt: null,
    deletedAt: null,
    ...line,
  }));
}

/** The id of a line of `thread`, counted from 1. */
export const lineId = (line: number) => id(`e${line}00c1`);

interface ConversationParts extends Partial<Omit<Conversation, 'me' | 'peer'>> {
  me?: Partial<Conversation['me']>;
  peer?: Partial<Conversation['peer']>;
  messages?: readonly Message[];
}

/** A conversation as Alice sees it, in which everything is read unless it is said otherwise. */
export function conversation({ messages = [], me, peer, ...rest }: ConversationParts = {}): Conversation {
  const last = messages.at(-1) ?? null;
  const lastSeq = last?.seq ?? 0;
  return {
    id: CHAT,
    version: 1,
    status: 'active',
    booking: null,
    lastSeq,
    lastMessageAt: last?.sentAt ?? ago(60),
    lastMessage: last,
    waitingOn: null,
    contactPolicy: 'off',
    ...rest,
    me: {
      role: 'customer',
      unreadCount: 0,
      markedUnread: false,
      readSeq: lastSeq,
      archivedAt: null,
      mutedUntil: null,
      pinnedAt: null,
      blocked: false,
      ...me,
    },
    peer: { user: bruno, deliveredSeq: lastSeq, readSeq: lastSeq, blocked: false, ...peer },
  };
}

export function booking(overrides: Partial<Booking> = {}): Booking {
  return {
    id: BOOKING,
    code: 'DUET-7Q2K',
    customerId: alice.id,
    artistId: bruno.id,
    conversationId: CHAT,
    title: 'Engagement session at sunset',
    startsAt: ago(-9 * 24 * 60),
    endsAt: ago(-9 * 24 * 60 - 120),
    price: 24_000,
    currency: 'EUR',
    status: 'accepted',
    version: 2,
    managedBy: 'duet',
    ...overrides,
  };
}

const SHAPES = [
  [1600, 1200],
  [1200, 1600],
  [1600, 900],
  [1400, 1400],
] as const;
const HUES = [332, 24, 198, 146, 264, 48, 12, 220, 172, 300];

/** A photo, the same for the same number, which needs no server. */
function photo(number: number): Image {
  const [width, height] = SHAPES[number % SHAPES.length]!;
  const hue = HUES[number % HUES.length]!;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue} 70% 78%)"/><stop offset="1" stop-color="hsl(${hue + 30} 60% 42%)"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="${width * 0.68}" cy="${height * 0.34}" r="${width * 0.11}" fill="hsl(${hue + 60} 90% 86%)"/><path d="M0 ${height * 0.74} Q ${width * 0.3} ${height * 0.52} ${width * 0.55} ${height * 0.72} T ${width} ${height * 0.66} V ${height} H 0 Z" fill="hsl(${hue + 10} 45% 28%)"/></svg>`;
  const url = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return {
    id: id(`9${number}`),
    width,
    height,
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    urls: { small: url, medium: url, large: url },
    urlsExpireAt: ago(-60),
  };
}

/** A line of so many photos. */
export const photos = (count: number, line: Line): Line => ({
  ...line,
  type: 'image',
  images: Array.from({ length: count }, (_, index) => photo(index)),
});

/** What Alice and Bruno have said so far. */
export const TALK: readonly Line[] = [
  changed(null, 'requested'),
  mine('Hello Bruno! Is the light still good by the river in May?'),
  theirs('It is. Come at seven, the sun stands low then.'),
  mine('Perfect. Two people and a dog, if that is all right.'),
  changed('requested', 'accepted', { by: bruno.id, version: 2 }),
  theirs('The dog is the star. See you there!'),
];
