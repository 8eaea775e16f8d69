import type { Meta } from '@storybook/react-vite';
import type { Conversation, OwnReport } from '@duet/contract';
import { userEvent } from 'storybook/test';
import { ago, booking, CHAT, conversation, id, mine, TALK, theirs, thread } from './facts.ts';
import { chat, press, screen, see, settings, write } from './screen.tsx';
import { refuse, type World } from './world.ts';

export default { title: 'Safety' } satisfies Meta;

type Lines = Parameters<typeof thread>[0];

/** A conversation before anything was agreed, where contact details are not welcome yet. */
function before(
  lines: Lines,
  { contactPolicy = 'warn', ...more }: Partial<World> & Pick<Partial<Conversation>, 'contactPolicy'> = {},
  sides: Parameters<typeof conversation>[0] = {},
): Partial<World> {
  const messages = thread([...TALK.slice(0, 4), ...lines]);
  const booked = booking({ status: 'requested' });
  const conversations = [conversation({ messages, booking: booked, contactPolicy, ...sides })];
  return { conversations, messages, bookings: [booked], ...more };
}

const sends = (text: string) => async () => {
  await write('composer-input', text);
  await userEvent.keyboard('{Enter}');
  await see('contact-notice');
};
export const Warned = screen(chat, () => before([]), sends('Call me on +33 6 12 34 56 78'));
export const WarnedOfMany = screen(
  chat,
  () => before([]),
  sends('+33 6 12 34 56 78, alice@example.com, or pay me by PayPal'),
);
export const WarnedWhereMasked = screen(
  chat,
  () => before([], { contactPolicy: 'mask' }),
  sends('Call me on +33 6 12 34 56 78'),
);
export const Suspicious = screen(chat, () =>
  before([theirs('Write to bruno@example.com, it is cheaper without the fee.', { caution: ['email'] })]),
);
export const Hidden = screen(chat, () =>
  before([theirs('Write to ••• tonight.', { caution: ['email'], masked: true })], { contactPolicy: 'mask' }),
);
export const Kept = screen(chat, () =>
  before([mine('My number is +33 6 12 34 56 78', { caution: ['phone'], masked: true })], {
    contactPolicy: 'mask',
  }),
);
export const Blocked = screen(chat, () => before([], {}, { me: { blocked: true } }));
export const BlockedByPeer = screen(chat, () => before([], {}, { peer: { blocked: true } }));
const fromMenu = (item: string) => async () => {
  await press('conversation-actions');
  await press(item);
};
export const AsksBeforeBlocking = screen(chat, () => before([]), fromMenu('conversation-block'));
export const Reporting = screen(chat, () => before([]), fromMenu('conversation-report'));
export const ReportingUnderWay = screen(
  chat,
  () => before([]),
  async () => {
    await fromMenu('conversation-report')();
    await press('dialog-confirm');
  },
);
export const ReportRefused = screen(
  chat,
  () => before([], { answers: { reportPeer: () => refuse('forbidden') } }),
  async () => {
    await fromMenu('conversation-report')();
    await press('dialog-confirm');
    await see('report-error');
  },
);

const report = (key: string, overrides: Partial<OwnReport>): OwnReport => ({
  ...{ id: id(key), clientReportId: id(key), conversationId: CHAT, messageId: null },
  ...{ reason: 'harassment', createdAt: ago(3_000), state: 'open', decidedAt: null },
  ...overrides,
});
export const OwnReports = screen(settings, () => ({
  conversations: [conversation()],
  reports: [
    report('f1', { messageId: id('e1'), reason: 'off_platform' }),
    report('f2', { state: 'acted', decidedAt: ago(60) }),
    report('f3', { state: 'dismissed', reason: 'spam', decidedAt: ago(9_000), conversationId: id('c9') }),
  ],
}));
