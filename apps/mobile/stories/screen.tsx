import type { StoryObj } from '@storybook/react-vite';
import { userEvent, within } from 'storybook/test';
import { App } from '../src/app/App.tsx';
import { enter } from './client.ts';
import { CHAT } from './facts.ts';
import { EMPTY, type World } from './world.ts';

type Routes = NonNullable<Parameters<typeof App>[0]['start']>['routes'];

/** Where the app is open. */
export const welcome: Routes = [{ name: 'Welcome' }];
export const chats = (filter?: 'unread' | 'waiting' | 'archived'): Routes => [
  { name: 'Chats', ...(filter && { params: { filter } }) },
];
export const chat: Routes = [{ name: 'Chats' }, { name: 'Chat', params: { conversationId: CHAT } }];
export const bookings: Routes = [{ name: 'Chats' }, { name: 'Bookings' }];
export const bookingDetail = (bookingId: string): Routes => [
  ...bookings,
  { name: 'Booking', params: { bookingId } },
];
export const settings: Routes = [{ name: 'Chats' }, { name: 'Settings' }];

/** The whole app, open at a place, in a world that is made anew for each look; `done` is what is done there by hand. */
export function screen(at: Routes, world: () => Partial<World>, done?: () => Promise<void>): StoryObj {
  return {
    loaders: [() => enter({ ...EMPTY, ...world() })],
    render: () => <App start={{ routes: at, index: at.length - 1 }} />,
    ...(done && { play: done }),
  };
}

/** Longer than requests are tried again for. */
const PATIENCE = { timeout: 15_000 };
const page = () => within(document.body);

/** Waits for something to be there: the last of its kind, where there are several. */
export async function see(testId: string): Promise<HTMLElement> {
  return (await page().findAllByTestId(testId, {}, PATIENCE)).at(-1)!;
}

export async function press(testId: string): Promise<void> {
  await userEvent.click(await see(testId));
}

export async function write(testId: string, text: string): Promise<void> {
  await userEvent.type(await see(testId), text);
}
