import type { Meta } from '@storybook/react-vite';
import { ago, alice, CHAT, conversation, id } from './facts.ts';
import { press, screen, see, settings } from './screen.tsx';
import { EMPTY, never, refuse, type World } from './world.ts';

export default { title: 'Settings' } satisfies Meta;

const several = (): Partial<World> => ({
  sessions: [
    ...EMPTY.sessions,
    {
      id: id('52'),
      device:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 26_2 like Mac OS X) AppleWebKit/605.1.15 Version/26.2 Mobile/15E148 Safari/604.1',
      createdAt: ago(40_000),
      renewedAt: ago(180),
      current: false,
    },
    {
      id: id('53'),
      device: 'Something nobody knows',
      createdAt: ago(90_000),
      renewedAt: ago(9_000),
      current: false,
    },
  ],
});

export const Plain = screen(settings, () => ({}));
export const NothingShown = screen(settings, () => ({
  viewer: { ...alice, settings: { readReceipts: false, showPresence: false } },
}));
export const LongName = screen(settings, () => ({
  viewer: {
    ...alice,
    name: 'Margareta-Alexandrina Hohenstein-Österreicher von und zu Donaudampfschifffahrt',
    email: 'margareta-alexandrina.hohenstein-oesterreicher@donaudampfschifffahrt.example',
  },
}));
export const Offline = screen(
  settings,
  () => ({ online: false }),
  async () => {
    await see('connection-banner');
  },
);
export const Saving = screen(
  settings,
  () => ({ answers: { updateMe: ({ body }) => (body.settings ? never() : { user: alice }) } }),
  () => press('setting-presence'),
);
export const NotSaved = screen(
  settings,
  () => ({ answers: { updateMe: ({ body }) => (body.settings ? refuse('forbidden') : { user: alice }) } }),
  async () => {
    await press('setting-presence');
    await see('settings-error');
  },
);

export const SeveralDevices = screen(settings, several);
export const DevicesLoading = screen(settings, () => ({ answers: { listSessions: never } }));
export const DevicesFailed = screen(
  settings,
  () => ({ answers: { listSessions: () => refuse('forbidden') } }),
  async () => {
    await see('devices-error');
  },
);
export const AsksBeforeEndingADevice = screen(settings, several, () => press('device-sign-out'));
export const AsksBeforeSigningOutEverywhere = screen(
  settings,
  () => ({}),
  () => press('sign-out-everywhere'),
);
export const AsksBeforeLosingMessages = screen(
  settings,
  () => ({
    conversations: [conversation()],
    online: false,
    done(client) {
      client.sendMessage({ conversationId: CHAT, content: 'Not sent yet' });
    },
  }),
  () => press('sign-out'),
);
