import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@testing-library/react-native';
import { CONVERSATION, ownMessage } from '../../../packages/chat-client/src/facts.fixture.ts';
import type * as ClientModule from '../src/app/client.ts';
import type * as DeviceModule from '../src/app/device.ts';
import type * as KeychainModule from '../src/app/tokenStorage.ts';
import { makeFile, readText, wipe } from './device.ts';
import { alice, loseNetwork, serve } from './server.ts';

/** The queue takes its time between attempts. */
const PATIENT = { timeout: 30_000 };

beforeEach(wipe);

/** A module of an app that was just started, and knows nothing but what the device kept. */
function started<Module>(path: string): Module {
  let found: Module | undefined;
  jest.isolateModules(() => (found = jest.requireActual<Module>(path)));
  return found!;
}
const device = () => started<typeof DeviceModule>('../src/app/device.ts').device;
const keychain = () => started<typeof KeychainModule>('../src/app/tokenStorage.ts').tokenStorage;
/** It brings its own network along, which is to be replaced afterwards. */
const client = () => started<typeof ClientModule>('../src/app/client.ts').client;

test('storage has what was written before the app was killed, in SQLite', async () => {
  const { storage } = device();
  await storage.setItem('a', '1');
  await storage.setItem('b', '"two" – 둘');
  await storage.setItem('a', '3');
  const again = device().storage;
  expect(await again.getItem('a')).toBe('3');
  expect(await again.getItem('b')).toBe('"two" – 둘');
  expect([...(await again.getAllKeys())].sort()).toEqual(['a', 'b']);
  await again.removeItem('a');
  expect(await device().storage.getItem('a')).toBeNull();
});

test('pictures that were kept are there, though what the camera made is gone', async () => {
  const { pictures } = device();
  pictures.hold('alice/1', await makeFile('shot.jpg', 'light'));
  await pictures.keep('alice/1');
  pictures.hold('alice/2', await makeFile('lost.jpg', 'shadow'));

  const again = device().pictures;
  expect(await again.names()).toEqual(['alice/1']);
  const uri = (await again.get('alice/1')) as string;
  expect(uri).toContain('/documents/');
  expect(await readText(uri)).toBe('light');
  expect(await again.show('alice/2')).toBeUndefined();
  await again.remove('alice/1');
  expect(await device().pictures.names()).toEqual([]);
});

test('the keychain gives the session back, until it is told to forget it', async () => {
  await keychain().set('session');
  expect(await keychain().get()).toBe('session');
  await keychain().remove();
  expect(await keychain().get()).toBeNull();
});

test('what was written and chosen without a network goes out after the next start, the picture with it', async () => {
  await keychain().set(JSON.stringify({ accessToken: 'access', refreshToken: 'refresh', user: alice }));
  const former = client();
  loseNetwork();
  former.start();
  await waitFor(() => expect(former.session.status).toBe('signedIn'));
  const picture = await makeFile('shot.jpg', 'light');
  const image = { contentType: 'image/jpeg', width: 4, height: 3, picture };
  former.sendMessage({ conversationId: CONVERSATION, content: 'first' });
  former.sendMessage({ conversationId: CONVERSATION, content: 'second', images: [image] });
  const stored = () => former.getState().conversations[CONVERSATION]?.pending.map((entry) => entry.stored);
  await waitFor(() => expect(stored()).toEqual([true, true]));
  former.stop();
  await rm(fileURLToPath(picture));

  const texts: unknown[] = [];
  const uploads: unknown[] = [];
  const next = client();
  serve({
    [`POST /conversations/${CONVERSATION}/messages`]: (draft: {
      clientMessageId: string;
      content: string;
    }) => {
      texts.push(draft.content);
      return { message: ownMessage(texts.length, draft), created: true };
    },
    [`POST /conversations/${CONVERSATION}/images`]: (asked: unknown) => uploads.push(asked),
  });
  next.start();
  await waitFor(() => expect(texts).toEqual(['first']), PATIENT);
  await waitFor(() => expect(uploads[0]).toMatchObject({ contentType: 'image/jpeg' }), PATIENT);
  const [name = ''] = await next.queue.pictures.names();
  expect(await readText((await next.queue.pictures.get(name)) as string)).toBe('light');
  next.stop();
});
