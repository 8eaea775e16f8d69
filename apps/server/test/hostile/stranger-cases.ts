import assert from 'node:assert/strict';
import { event, onBoth, rest, send, type HostileCase } from './hostile-case.ts';
import { RawSocket } from './raw-socket.ts';
import { emitPatiently, type World } from './world.ts';

const draft = (more: object = {}) => ({
  type: 'text',
  clientMessageId: crypto.randomUUID(),
  content: 'Let me in.',
  ...more,
});

const unsend = ({ message }: World) => ({ clientMessageId: message.clientMessageId });
const edit = (world: World) => ({ ...unsend(world), editId: crypto.randomUUID(), content: 'Mine.' });

/** What is not one's own: answered as if it were not there. */
export const STRANGER_CASES: readonly HostileCase[] = [
  ...onBoth('R14', "an edit in a stranger's conversation", 'message:edit', edit, 'conversation_not_found', {
    as: 'otherCustomer',
  }),
  ...onBoth('R14', "an edit of the other person's message", 'message:edit', edit, 'message_not_found', {
    as: 'artist',
  }),
  ...onBoth(
    'R14',
    "unsending in a stranger's conversation",
    'message:unsend',
    unsend,
    'conversation_not_found',
    { as: 'otherCustomer' },
  ),
  ...onBoth('R14', "unsending the other person's message", 'message:unsend', unsend, 'message_not_found', {
    as: 'artist',
  }),
  ...onBoth(
    'R14',
    "archiving a stranger's conversation",
    'conversation:update',
    () => ({ archived: true }),
    'conversation_not_found',
    { as: 'otherCustomer' },
  ),
  ...onBoth(
    'R14',
    "blocking in a stranger's conversation",
    'conversation:update',
    () => ({ blocked: true }),
    'conversation_not_found',
    { as: 'otherCustomer' },
  ),
  rest(
    'R14',
    "a report in a stranger's conversation",
    ({ conversationId }) => ({
      method: 'POST',
      path: `./conversations/${conversationId}/reports`,
      as: 'otherCustomer',
      body: { clientReportId: crypto.randomUUID(), reason: 'spam' },
    }),
    'conversation_not_found',
  ),
  rest(
    'R14',
    "a report of an own message, as if it were the other person's",
    ({ conversationId, message }) => ({
      method: 'POST',
      path: `./conversations/${conversationId}/reports`,
      as: 'customer',
      body: { clientReportId: crypto.randomUUID(), reason: 'spam', messageId: message.id },
    }),
    'message_not_found',
  ),
  ...onBoth('R14', "a stranger's conversation", 'message:send', () => draft(), 'conversation_not_found', {
    as: 'otherCustomer',
  }),
  ...onBoth(
    'R14',
    'a conversation that is not there',
    'message:send',
    () => draft({ conversationId: crypto.randomUUID() }),
    'conversation_not_found',
  ),
  ...onBoth(
    'R34',
    "a booking of others'",
    'message:send',
    ({ othersConversationId, bookingId }) => draft({ conversationId: othersConversationId, bookingId }),
    'booking_not_found',
    { as: 'otherCustomer' },
  ),
  ...send(
    'R34',
    'a booking that is not there',
    () => ({ bookingId: crypto.randomUUID() }),
    'booking_not_found',
  ),
  rest(
    'R34',
    "a conversation about a booking of others'",
    ({ people, bookingId }) => ({
      method: 'POST',
      path: './conversations',
      as: 'otherCustomer',
      body: { customerId: people.otherCustomer.user.id, artistId: people.otherArtist.user.id, bookingId },
    }),
    'booking_not_found',
  ),
  rest(
    'R34',
    "a booking of others'",
    ({ bookingId }) => ({ path: `./bookings/${bookingId}`, as: 'otherCustomer' }),
    'booking_not_found',
  ),
  rest(
    'R34',
    "the status of a booking of others'",
    ({ bookingId }) => ({
      method: 'POST',
      path: `./bookings/${bookingId}/status`,
      as: 'otherArtist',
      body: { status: 'accepted', version: 1 },
    }),
    'booking_not_found',
  ),
  rest(
    'R34',
    "messages about a booking of others'",
    ({ othersConversationId, bookingId }) => ({
      path: `./conversations/${othersConversationId}/messages?bookingId=${bookingId}`,
      as: 'otherCustomer',
    }),
    ({ status, body }) => {
      assert.deepEqual([status, JSON.parse(body)], [200, { messages: [], hasMore: false }]);
    },
  ),
  ...send(
    'R34',
    "an answer to a message of others'",
    ({ othersConversationId }) => ({ replyToId: othersConversationId }),
    'message_not_found',
  ),
  event(
    'S8',
    "joining a stranger's conversation",
    ({ conversationId }) => ['join:conversation', { conversationId }],
    'conversation_not_found',
    { as: 'otherCustomer' },
  ),
  {
    id: 'S8',
    says: 'whoever tried to join hears nothing of what is said',
    async run(world) {
      const { conversationId } = world;
      const outsider = await RawSocket.connect(world.url, world.people.otherCustomer.accessToken);
      await emitPatiently(outsider, ['join:conversation', { conversationId }]);
      await emitPatiently(outsider, ['typing:start', { conversationId }]);
      const artist = await world.socket('artist');
      await emitPatiently(artist, ['typing:start', { conversationId }]);
      await emitPatiently(artist, ['message:send', { conversationId, ...draft({ content: 'Between us.' }) }]);
      await emitPatiently(outsider, ['connection:check', {}]);
      assert.deepEqual(
        outsider.packets.filter((packet) => packet.includes(conversationId)),
        [],
      );
      outsider.close();
    },
  },
  ...onBoth(
    'S11',
    "reading a stranger's conversation",
    'message:read',
    () => ({ upToSeq: 1 }),
    'conversation_not_found',
    { as: 'otherArtist' },
  ),
  rest(
    'S11',
    "reading a stranger's message",
    ({ message }) => ({ method: 'POST', path: `./messages/${message.id}/read`, as: 'otherArtist' }),
    'message_not_found',
  ),
  rest(
    'S11',
    'reading a message that is not there',
    () => ({ method: 'POST', path: `./messages/${crypto.randomUUID()}/read`, as: 'otherArtist' }),
    'message_not_found',
  ),
];
