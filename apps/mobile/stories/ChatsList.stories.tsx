import type { Meta } from '@storybook/react-vite';
import { MUTED_FOR_GOOD, type Conversation } from '@duet/contract';
import {
  ago,
  alice,
  booking,
  bruno,
  changed,
  conversation,
  id,
  mine,
  person,
  photos,
  priya,
  theirs,
  thread,
} from './facts.ts';
import { chats, press, screen, see, write } from './screen.tsx';
import { never, refuse, type World } from './world.ts';

export default { title: 'Chats list' } satisfies Meta;

/** A conversation with somebody, whose last message is this line. */
function withPerson(
  number: number,
  name: string,
  line: Parameters<typeof thread>[0][number],
  more: Partial<Omit<Conversation, 'me'>> & { me?: Partial<Conversation['me']> } = {},
): Conversation {
  const conversationId = id(`c${number}`);
  const messages = thread([line], { conversationId, ended: number * number * 37 });
  return conversation({
    id: conversationId,
    messages,
    peer: { user: person(`b${number}`, name), deliveredSeq: 1, readSeq: 1 },
    ...more,
  });
}

const few = (): Conversation[] => [
  withPerson(1, 'Bruno Castellani', theirs('The dog is the star. See you there!'), {
    booking: booking(),
    me: { unreadCount: 2, readSeq: 0 },
    waitingOn: 'customer',
  }),
  withPerson(2, 'Dora Fekete', mine('Could we move it to Friday?'), {
    booking: booking({ id: id('d2'), title: 'Bridal make-up, trial', status: 'requested' }),
  }),
  withPerson(3, 'Felix Brandt', photos(3, theirs(null))),
  withPerson(4, 'Mina Kim', changed('requested', 'declined', { by: id('b4'), bookingId: id('d4') }), {
    booking: booking({ id: id('d4'), title: 'Wedding hair', status: 'declined' }),
  }),
  withPerson(5, 'Tomás Ribeiro', theirs(null, { deletedAt: ago(800) })),
];

const names = ['Bruno', 'Dora', 'Felix', 'Mina', 'Tomás', 'Yusuf', 'Emma', 'Hugo', 'Noor', 'Carol'];
const many = (): Conversation[] =>
  Array.from({ length: 60 }, (_, index) =>
    withPerson(
      index + 1,
      `${names[index % names.length]} ${String.fromCharCode(65 + (index % 26))}.`,
      theirs('See you then!'),
      {
        ...(index % 7 === 0 && { me: { unreadCount: index + 1, readSeq: 0 } }),
      },
    ),
  );

const withFew =
  (more: Partial<World> = {}) =>
  (): Partial<World> => ({ conversations: few(), ...more });

export const Empty = screen(chats(), () => ({}));
export const Loading = screen(chats(), withFew({ answers: { listConversations: never } }));
export const Failed = screen(chats(), withFew({ answers: { listConversations: () => refuse('forbidden') } }));
export const Offline = screen(chats(), withFew({ online: false }), async () => {
  await see('connection-banner');
});
export const OfflineAndEmpty = screen(
  chats(),
  () => ({ online: false, answers: { listConversations: () => refuse('forbidden') } }),
  async () => {
    await see('connection-banner');
  },
);
export const Few = screen(chats(), withFew());
export const Many = screen(chats(), () => ({ conversations: many() }));

export const LongNames = screen(chats(), () => ({
  conversations: [
    withPerson(
      1,
      'Margareta-Alexandrina Hohenstein-Österreicher von und zu Donaudampfschifffahrt',
      theirs('Donaudampfschifffahrtsgesellschaftskapitänskajütentürschlüssel, as we say here. '.repeat(4)),
      {
        booking: booking({
          title: 'An engagement session that takes three days and ends by the sea in October',
        }),
        me: { unreadCount: 1_234, readSeq: 0, mutedUntil: MUTED_FOR_GOOD, pinnedAt: ago(10) },
      },
    ),
    withPerson(2, 'A', mine('k')),
  ],
}));

export const Arabic = screen(chats(), () => ({
  conversations: [
    withPerson(1, 'يوسف العطار', theirs('مرحبا، هل يمكنك الحضور غداً الساعة ١٠؟'), {
      booking: booking({ title: 'جلسة تصوير عائلية' }),
      me: { unreadCount: 3, readSeq: 0 },
    }),
    withPerson(2, 'نور الهاشمي', mine('نعم، شكراً جزيلاً!')),
    withPerson(3, 'Bruno Castellani', theirs('Mixed: مرحبا and hello')),
  ],
}));

export const Korean = screen(chats(), () => ({
  conversations: [
    withPerson(1, '김민아', theirs('네, 내일 오전 열 시에 뵙겠습니다. 준비물은 따로 없어요.'), {
      booking: booking({ title: '웨딩 헤어와 메이크업', currency: 'KRW', price: 350_000 }),
      me: { unreadCount: 1, readSeq: 0 },
    }),
    withPerson(2, '이지호', mine('감사합니다!')),
  ],
}));

export const Emoji = screen(chats(), () => ({
  conversations: [withPerson(1, '🌸 Flora 🌸', theirs('👩‍👩‍👧‍👦🎉❤️‍🔥🏳️‍🌈')), withPerson(2, '👩‍🎨', mine('👍🏽'))],
}));

export const PinnedMutedAndMarked = screen(chats(), () => ({
  conversations: [
    withPerson(6, 'Bruno Castellani', theirs('Pinned'), { me: { pinnedAt: ago(3) } }),
    withPerson(1, 'Dora Fekete', theirs('Muted, and unread'), {
      me: { mutedUntil: MUTED_FOR_GOOD, unreadCount: 4, readSeq: 0 },
    }),
    withPerson(2, 'Felix Brandt', theirs('Marked as unread'), { me: { markedUnread: true } }),
  ],
}));

export const Typing = screen(chats(), withFew({ typing: [id('c2')] }));
export const Drafts = screen(
  chats(),
  withFew({
    done: (client) => client.drafts.keep(id('c2'), { text: 'Or on Saturday, if', replyToId: null }),
  }),
);
export const Archived = screen(chats('archived'), () => ({
  conversations: [
    ...few(),
    withPerson(7, 'Emma Lindqvist', theirs('Thank you for everything!'), { me: { archivedAt: ago(900) } }),
  ],
}));
export const NothingArchived = screen(chats('archived'), withFew());
export const Unread = screen(chats('unread'), withFew());
export const NothingUnread = screen(chats('unread'), () => ({}));
export const WaitingOnYou = screen(chats('waiting'), withFew());
export const NobodyWaits = screen(chats('waiting'), () => ({}));

export const Found = screen(chats(), withFew(), async () => {
  await see('conversation-row');
  await write('search', 'dor');
});
export const NoneFound = screen(chats(), withFew(), async () => {
  await see('conversation-row');
  await write('search', 'xyz');
});
export const Searching = screen(
  chats(),
  withFew({ answers: { listConversations: ({ query }) => (query.search ? never() : NOTHING) } }),
  () => write('search', 'bruno'),
);
const NOTHING = { conversations: [], nextCursor: null };

export const AsArtist = screen(chats(), () => ({
  viewer: bruno,
  conversations: [
    withPerson(1, 'Alice Moreau', mine('Is the light still good?'), {
      booking: booking({ status: 'requested' }),
      me: { role: 'artist', unreadCount: 1, readSeq: 0 },
      peer: { user: alice, deliveredSeq: 1, readSeq: 1, blocked: false },
    }),
  ],
}));
export const OnBothSides = screen(chats(), () => ({ viewer: priya }));

export const Actions = screen(chats(), withFew(), () => press('conversation-menu'));
export const MuteFor = screen(chats(), withFew(), async () => {
  await press('conversation-menu');
  await press('conversation-mute');
});
export const ArchivedJustNow = screen(chats(), withFew(), async () => {
  await press('conversation-menu');
  await press('conversation-archive');
  await see('toast');
});
