import type { MessageDraft } from '@duet/contract';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fireEvent, render, screen } from '@testing-library/react-native';
import {
  CONVERSATION,
  conversation,
  message,
  ownMessage,
} from '../../../packages/chat-client/src/facts.fixture.ts';
import { App } from '../src/app/App.tsx';
import { client } from '../src/app/client.ts';
import { keychain } from './device.ts';
import { alice, serve } from './server.ts';

const newest = message(3, { content: 'see you at six' });
const listed = conversation(1, { lastSeq: 3, lastMessage: newest, me: { readSeq: 3 } });
const sent: unknown[] = [];

beforeAll(() => {
  serve({
    'GET /demo/people': { password: 'duet-demo', people: [alice] },
    'POST /auth/login': { accessToken: 'access', refreshToken: 'refresh', user: alice },
    'GET /conversations': { conversations: [listed], nextCursor: null },
    [`GET /conversations/${CONVERSATION}`]: { conversation: listed },
    [`GET /conversations/${CONVERSATION}/messages`]: {
      messages: [message(1), ownMessage(2), newest],
      hasMore: false,
    },
    [`GET /conversations/${CONVERSATION}/bookings`]: { bookings: [] },
    [`POST /conversations/${CONVERSATION}/messages`]: ({ clientMessageId, content }: MessageDraft) => {
      sent.push(content);
      return { message: ownMessage(4, { clientMessageId, content: content ?? null }), created: true };
    },
  });
  client.start();
});
afterAll(() => client.stop());

test('signs in, swipes a row, opens a conversation, and writes where no socket comes through', async () => {
  render(<App />);
  fireEvent.press(await screen.findByText('Alice'));
  expect(await screen.findByText('see you at six')).toBeTruthy();
  expect(await keychain.getItemAsync('duet.session')).toContain('refresh');

  // What a swipe of the row uncovers.
  fireEvent.press(screen.getByText('Archive'));
  expect(client.getState().conversations[CONVERSATION]!.pending).toMatchObject([
    { kind: 'update', change: { archived: true } },
  ]);
  fireEvent.press(await screen.findByText('Undo'));

  fireEvent.press(await screen.findByText('see you at six'));
  const thread = await screen.findByTestId('GC_WRAPPER');
  // GiftedChat shows nothing before it has been laid out.
  fireEvent(thread, 'layout', { nativeEvent: { layout: { x: 0, y: 0, width: 390, height: 700 } } });
  expect(await screen.findByLabelText(/^Bruno, .*: message 1/)).toBeTruthy();
  expect(screen.getByLabelText(/^You, .*: message 2/)).toBeTruthy();

  fireEvent.changeText(screen.getByTestId('composer-input'), 'I am on my way');
  fireEvent.press(screen.getByTestId('composer-send'));
  expect(await screen.findByLabelText(/^You, .*: I am on my way.* Sent/)).toBeTruthy();
  expect(sent).toEqual(['I am on my way']);
});
