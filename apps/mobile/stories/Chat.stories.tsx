import type { Meta } from '@storybook/react-vite';
import type { Conversation, Message } from '@duet/contract';
import { booking, CHAT, conversation, lineId, mine, TALK, theirs, thread } from './facts.ts';
import { chat, press, screen, see, write } from './screen.tsx';
import { never, refuse, type World } from './world.ts';

export default { title: 'Chat' } satisfies Meta;

type Lines = Parameters<typeof thread>[0];

/** A conversation in which these lines were said. */
function said(
  lines: Lines,
  { of, ...more }: Partial<World> & { of?: Parameters<typeof conversation>[0] } = {},
  spread: Parameters<typeof thread>[1] = {},
): Partial<World> {
  const messages: readonly Message[] = thread(lines, spread);
  const booked = booking();
  const conversations: Conversation[] = [conversation({ messages, booking: booked, ...of })];
  return { conversations, messages, bookings: [booked], ...more };
}

export const Empty = screen(chat, () => said([], { of: { booking: null }, bookings: [] }));
export const Loading = screen(chat, () => said(TALK, { answers: { getConversation: never } }));
export const LoadingMessages = screen(chat, () => said(TALK, { answers: { listMessages: never } }));
export const Failed = screen(chat, () =>
  said(TALK, { answers: { listMessages: () => refuse('forbidden') } }),
);
export const NotYours = screen(chat, () => ({}));
export const Conversed = screen(chat, () => said(TALK));
export const LastSeenAndElsewhere = screen(chat, () =>
  said(TALK, { presence: { online: false, lastSeenAt: new Date(Date.now() - 900_000).toISOString() } }),
);

export const Offline = screen(
  chat,
  () =>
    said(TALK, {
      online: false,
      done(client) {
        client.sendMessage({ conversationId: CHAT, content: 'I am on the train now' });
        client.sendMessage({ conversationId: CHAT, content: 'and will be late' });
      },
    }),
  async () => {
    await see('connection-banner');
  },
);

export const Typing = screen(chat, () => said(TALK, { typing: [CHAT] }));

export const FirstUnread = screen(chat, () =>
  said([...TALK, theirs('One more thing:'), theirs('Bring warm clothes, it is windy down there.')], {
    of: { me: { readSeq: TALK.length, unreadCount: 2 } },
  }),
);

const long: Lines = Array.from({ length: 120 }, (_, index) =>
  index % 3 === 0
    ? mine(`Line ${index + 1} of a long conversation.`)
    : theirs(`Line ${index + 1}, and what follows from it.`),
);
export const ManyUnread = screen(chat, () => said(long, { of: { me: { readSeq: 60, unreadCount: 40 } } }));
export const OverManyDays = screen(chat, () => said(long.slice(0, 24), {}, { apart: 900 }));

export const Closed = screen(chat, () => said(TALK, { of: { status: 'closed' } }));
export const Blocked = screen(chat, () =>
  said(TALK, { of: { me: { readSeq: TALK.length, blocked: true } } }),
);

export const LongTexts = screen(chat, () =>
  said([
    theirs('Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6)),
    mine(`https://example.com/${'path/'.repeat(40)}`),
    theirs('A whole paragraph, as people write it when they sit at a desk. '.repeat(14)),
    mine('Line one\nline two\n\nline four\tafter a tab'),
  ]),
);
export const Arabic = screen(chat, () =>
  said([
    mine('مرحبا، هل يمكنك الحضور غداً الساعة ١٠؟'),
    theirs('نعم، بكل سرور. أين نلتقي؟'),
    mine('Am Fluss، بجانب الجسر. https://example.com/map'),
    theirs('ممتاز! 👍'),
  ]),
);
export const Korean = screen(chat, () =>
  said([
    mine('안녕하세요, 오월에도 강가의 빛이 좋은가요?'),
    theirs('네, 저녁 일곱 시에 오세요. 그때 해가 낮게 떠 있어요.'),
    mine('완벽해요. 두 사람과 강아지 한 마리입니다.'),
  ]),
);
export const Emoji = screen(chat, () =>
  said([mine('👩‍👩‍👧‍👦'), theirs('🎉🎉🎉'), mine('👍🏽'), theirs('🏳️‍🌈❤️‍🔥 and words'), mine('👩‍👩‍👧‍👦'.repeat(12))]),
);
export const Links = screen(chat, () =>
  said([
    theirs('See https://example.com/portfolio, write to studio@example.com, or look at www.example.org.'),
    mine('http://xn--80ak6aa92e.com looks odd'),
    theirs('javascript:alert(1) is no link, and 812 is no phone number'),
  ]),
);
export const MarkupIsText = screen(chat, () => said([theirs('<img src=x onerror=alert(1)> **bold** &amp;')]));

export const Answers = screen(chat, () =>
  said([
    ...TALK,
    mine('By the bridge, or by the mill?', { replyToId: lineId(3) }),
    theirs('The mill.', { replyToId: lineId(7) }),
    mine('An answer to what is gone', { replyToId: lineId(10) }),
    theirs(null, { deletedAt: new Date().toISOString() }),
  ]),
);
export const Answering = screen(
  chat,
  () => said(TALK),
  async () => {
    await press('message-menu');
    await press('message-menu-reply');
  },
);
export const Draft = screen(chat, () =>
  said(TALK, {
    done: (client) => client.drafts.keep(CHAT, { text: 'Should I bring\nthe dog’s toys?', replyToId: null }),
  }),
);
export const TooLong = screen(
  chat,
  () =>
    said(TALK, {
      done: (client) => client.drafts.keep(CHAT, { text: 'long '.repeat(1_010), replyToId: null }),
    }),
  async () => {
    await see('composer-input');
  },
);
export const MessageActions = screen(
  chat,
  () => said(TALK),
  () => press('message-menu'),
);
export const ConversationActions = screen(
  chat,
  () => said(TALK),
  () => press('conversation-actions'),
);
export const Writing = screen(
  chat,
  () => said(TALK),
  () => write('composer-input', 'See you at seven'),
);
