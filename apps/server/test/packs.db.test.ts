import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  bookings,
  Device,
  people,
  signInAdmin,
  startTestServer,
  until,
  type Administrator,
  type TestServer,
} from '@duet/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { picture } from '../src/features/images/pictures.fixture.ts';
import { sendPicture } from './send-picture.fixture.ts';

const run = promisify(execFile);

let server: TestServer;
let ada: Administrator;
let folder: string;
let photo: Buffer;
let photoId: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'duet-pack-'));
  const alice = await Device.connect(server.url, people.alice);
  const bruno = await Device.connect(server.url, people.bruno);
  const pair = { customerId: people.alice.id, artistId: people.bruno.id };
  const { id } = (await alice.get('createConversation', { body: pair })).conversation;
  const send = async (from: Device, content: string) => {
    const clientMessageId = crypto.randomUUID();
    await from.get('sendMessage', { params: { id }, body: { type: 'text', clientMessageId, content } });
    return { id, clientMessageId };
  };
  await send(alice, 'You said <script>alert("two hundred")</script>!');
  const params = await send(bruno, 'I said three hundred.');
  await bruno.get('editMessage', { params, body: { editId: crypto.randomUUID(), content: 'I said two.' } });
  await bruno.get('updateBookingStatus', {
    params: { id: bookings.requested },
    body: { status: 'accepted', version: 1 },
  });
  await alice.get('readConversation', { params: { id }, body: { upToSeq: 3 } });
  photo = await picture({ width: 64, height: 32, format: 'png' });
  photoId = await sendPicture(server.url, alice, id, photo);
  for (const device of [alice, bruno]) device.close();

  ada = await signInAdmin(server.url, people.ada);
  const grounds = { caseId: 'D-7', reason: 'They disagree about the price.' };
  const { opening } = await ada.get('openConversation', { params: { id }, body: grounds });
  const { pack } = await ada.get('makePack', { params: { id: opening.id } });
  expect(pack).toMatchObject({ caseId: 'D-7', messages: 4, doneAt: null, fileUntil: null });
  await until(async () => (await ada.get('listPacks')).packs[0]?.doneAt !== null, { timeout: 15_000 });
  const { file } = await ada.get('getPackFile', { params: { id: pack.id } });
  const response = await fetch(new URL(file!.url, server.url));
  await writeFile(join(folder, 'pack.tar.gz'), Buffer.from(await response.arrayBuffer()));
  await run('tar', ['-xzf', 'pack.tar.gz'], { cwd: folder });
  await rm(join(folder, 'pack.tar.gz'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server.stop();
});

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const text = (name: string) => readFile(join(folder, name), 'utf8');
const lines = async (name: string) =>
  (await text(`${name}.jsonl`))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const verify = () =>
  run(process.execPath, ['verify.mjs'], { cwd: folder, env: {} }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );

it('holds all that was written and what became of it', async () => {
  expect(await lines('messages')).toMatchObject([
    { seq: 1, revisions: [] },
    { seq: 2, content: 'I said two.', revisions: [{ content: 'I said three hundred.' }] },
    { seq: 3, type: 'system' },
    { seq: 4, type: 'image', images: [{ id: photoId }] },
  ]);
  expect(await lines('bookings')).toMatchObject([{ seq: 3, from: 'requested', to: 'accepted' }]);
  expect(await lines('receipts')).toContainEqual(
    expect.objectContaining({ side: 'customer', kind: 'read', upToSeq: 3 }),
  );
  expect((await lines('audit')).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['conversation.open', 'conversation.pack']),
  );
  expect(await lines('images')).toEqual([
    {
      id: photoId,
      seq: 4,
      uploaded: sha256(photo),
      shown: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    },
  ]);
});

it('can be read and printed, and whatever somebody wrote is text in it', async () => {
  const page = await text('conversation.html');
  expect(page).toContain('I said three hundred.');
  expect(page).toContain('&#60;script&#62;');
  expect(page).not.toMatch(/<script|<img|src=|href=/);
});

it('is checked with nothing but Node, which names what was changed, added or taken away', async () => {
  const key = /BEGIN PUBLIC KEY-----\n(.+)\n/.exec(await text('public-key.pem'))![1]!;
  const fingerprint = sha256(Buffer.from(key, 'base64'));
  expect(await verify()).toMatch(
    new RegExp(`^✓ case D-7, 4 messages, as it was signed at .+\\n  by the key ${fingerprint}\\n$`),
  );
  const messages = await text('messages.jsonl');
  await writeFile(join(folder, 'messages.jsonl'), messages.replace('I said two.', 'I said one.'));
  await writeFile(join(folder, 'notes.txt'), 'He lies.');
  expect(await verify()).toBe('✗ notes.txt does not belong to the pack\n✗ messages.jsonl was changed\n');
  await writeFile(join(folder, 'messages.jsonl'), messages);
  await rm(join(folder, 'notes.txt'));
  const manifest = await text('manifest.json');
  await writeFile(join(folder, 'manifest.json'), manifest.replace('D-7', 'D-8'));
  expect(await verify()).toBe('✗ manifest.json is not what was signed\n');
  await writeFile(join(folder, 'manifest.json'), manifest);
  await rm(join(folder, 'receipts.jsonl'));
  expect(await verify()).toBe('✗ receipts.jsonl is missing\n');
});
