import type { Meta } from '@storybook/react-vite';
import type { ChatClient } from '@duet/chat-client';
import { ago, booking, CHAT, conversation, id, mine, theirs, thread } from './facts.ts';
import { chat, press, screen, see } from './screen.tsx';
import { refuse, type World } from './world.ts';

export default { title: 'Messages' } satisfies Meta;

/** Alice has said three things: one is read, one delivered, one sent. */
function own(more: Partial<World> = {}): Partial<World> {
  const messages = thread([
    theirs('Where are you?'),
    mine('This one is read'),
    mine('This one is delivered'),
    mine('This one is sent'),
  ]);
  const peer = { user: conversation().peer.user, readSeq: 2, deliveredSeq: 3 };
  return { conversations: [conversation({ messages, peer })], messages, ...more };
}

const loaded = async (client: ChatClient) => {
  await client.loadConversation(CHAT);
  await client.loadMessages(CHAT);
};
const send = (content: string) => (client: ChatClient) => {
  client.sendMessage({ conversationId: CHAT, content });
};
const OWN = id('f400c1');

export const SentDeliveredRead = screen(chat, () => own());
export const Queued = screen(chat, () => own({ online: false, done: send('This one waits for a network') }));
export const Sending = screen(chat, () => own({ done: send('This one is under way') }));
export const Failed = screen(chat, () =>
  own({
    done: send('Nobody takes this one'),
    acks: { 'message:send': () => refuse('conversation_blocked') },
  }),
);
export const FailedForItsText = screen(chat, () =>
  own({ done: send('Nobody takes this one'), acks: { 'message:send': () => refuse('too_many_marks') } }),
);

export const PausedByItsBooking = screen(
  chat,
  () => {
    const booked = booking({ status: 'cancelled', version: 3 });
    return {
      ...own({
        done(client) {
          const about = { conversationId: CHAT, bookingId: booked.id, bookingVersion: 2 };
          client.sendMessage({ ...about, content: 'See you on Friday then!' });
          client.sendMessage({ ...about, content: 'I bring the dog.' });
        },
        acks: { 'message:send': () => refuse('booking_changed') },
      }),
      bookings: [booked],
    };
  },
  async () => {
    await see('message-paused');
  },
);

export const Edited = screen(chat, () => {
  const messages = thread([
    mine('Half past seven, sorry', { editedAt: ago(2), revision: 1 }),
    theirs('Fine!'),
  ]);
  return { conversations: [conversation({ messages })], messages };
});
export const Unsent = screen(chat, () => {
  const gone = { deletedAt: ago(1), revision: 1 };
  const messages = thread([theirs('Before'), mine(null, gone), theirs(null, gone), mine('After')]);
  return { conversations: [conversation({ messages })], messages };
});

export const Editing = screen(
  chat,
  () => own(),
  async () => {
    await press('message-menu');
    await press('message-menu-edit');
  },
);
export const EditUnderWay = screen(chat, () =>
  own({
    async done(client) {
      await loaded(client);
      client.editMessage(CHAT, OWN, 'In other words');
    },
  }),
);
export const EditRefused = screen(
  chat,
  () =>
    own({
      acks: { 'message:edit': () => refuse('edit_too_late') },
      async done(client) {
        await loaded(client);
        client.editMessage(CHAT, OWN, 'In other words');
      },
    }),
  async () => {
    await see('change-failure');
  },
);
export const AsksBeforeUnsending = screen(
  chat,
  () => own(),
  async () => {
    await press('message-menu');
    await press('message-menu-unsend');
  },
);
