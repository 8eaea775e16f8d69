import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Proposal } from '@duet/contract';
import {
  addPeople,
  brokenRules,
  Device,
  people,
  person,
  signInAdmin,
  startTestServer,
  until,
  type Administrator,
  type TestServer,
} from '@duet/testkit';
import pg from 'pg';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { picture } from '../src/features/images/pictures.fixture.ts';
import { sendPicture } from './send-picture.fixture.ts';

const run = promisify(execFile);

const iris = person('01900000-0000-7000-8000-0000000001e5', 'Iris', ['investigator']);
/** Stands in all that alice has written, and in her name. */
const CANARY = 'Zanzibarella';

let server: TestServer;
let sql: pg.Client;
let objects: string;
let ada: Administrator;
let asIris: Administrator;
let alice: Device;
let bruno: Device;
let conversationId: string;
let withCarol: string;
let pictureId: string;

const grounds = { caseId: 'P-7', reason: 'The person has asked for it.' };
const propose = async (kind: 'export' | 'erasure', id = people.alice.id) =>
  (await ada.get('proposeForPerson', { params: { id }, body: { kind, ...grounds } })).proposal;
const decide = (who: Administrator, { id }: Proposal, approve: boolean) =>
  who.codeOf('decideProposal', { params: { id }, body: { approve, reason: grounds.reason } });
const stateOf = async ({ id }: Proposal) =>
  (await ada.get('listProposals')).proposals.find((proposal) => proposal.id === id)!;
const send = async (from: Device, to: string, content: string) => {
  const clientMessageId = crypto.randomUUID();
  await from.get('sendMessage', { params: { id: to }, body: { type: 'text', clientMessageId, content } });
  return { id: to, clientMessageId };
};

/** Every table in which the canary stands, and every object. */
async function traces(): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await sql.query(`SELECT FROM ${name} t WHERE t::text ILIKE '%${CANARY}%' LIMIT 1`);
    if (rowCount) found.push(name);
  }
  const files = await readdir(objects, { recursive: true, withFileTypes: true });
  return [...found, ...files.filter((file) => file.isFile()).map(({ name }) => name)];
}

beforeAll(async () => {
  objects = await mkdtemp(join(tmpdir(), 'duet-privacy-'));
  server = await startTestServer({ env: { OBJECTS_FOLDER: objects } });
  sql = new pg.Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, [iris]);
  await sql.query(`UPDATE users SET roles = '{customer,artist}' WHERE id = $1`, [people.alice.id]);
  alice = await Device.connect(server.url, people.alice);
  bruno = await Device.connect(server.url, people.bruno);
  const carol = await Device.connect(server.url, people.carol);
  await alice.get('updateMe', { body: { name: `Alice ${CANARY}` } });
  const open = async (of: Device, customerId: string, artistId: string) =>
    (await of.get('createConversation', { body: { customerId, artistId } })).conversation.id;
  conversationId = await open(alice, people.alice.id, people.bruno.id);
  withCarol = await open(carol, people.carol.id, people.alice.id);
  await send(alice, conversationId, `I am ${CANARY}.`);
  await send(bruno, conversationId, 'Pleased to meet you.');
  const edited = await send(alice, conversationId, `Call me ${CANARY}.`);
  await alice.get('editMessage', {
    params: edited,
    body: { editId: crypto.randomUUID(), content: 'Call me.' },
  });
  const unsent = await send(alice, conversationId, `${CANARY}!`);
  await alice.get('unsendMessage', { params: unsent });
  await send(carol, withCarol, 'Who are you?');
  await send(alice, withCarol, `Yours, ${CANARY}`);
  const bytes = await picture({ width: 64, height: 32, format: 'png' });
  pictureId = await sendPicture(server.url, alice, withCarol, bytes);
  carol.close();
  ada = await signInAdmin(server.url, people.ada);
  asIris = await signInAdmin(server.url, iris);
  await ada.get('findPeople', { body: { search: CANARY } });
});
afterAll(async () => {
  for (const device of [alice, bruno]) device.close();
  await sql.end();
  await server.stop();
  await rm(objects, { recursive: true });
});

it('takes two administrators, neither of whom it is about', async () => {
  const proposal = await propose('export');
  expect(proposal).toMatchObject({
    kind: 'export',
    state: 'waiting',
    proposedBy: { name: 'Ada' },
    decidedBy: null,
  });
  expect(await decide(ada, proposal, true)).toBe('conflict_of_interest');
  expect(await decide(asIris, proposal, false)).toBe('ok');
  expect(await decide(asIris, proposal, true)).toBe('proposal_decided');
  expect(await stateOf(proposal)).toMatchObject({ state: 'refused', decidedBy: { name: 'Iris' } });
  expect(await decide(asIris, await propose('export', iris.id), true)).toBe('conflict_of_interest');
  const own = { params: { id: people.ada.id }, body: { kind: 'erasure', ...grounds } } as const;
  expect(await ada.codeOf('proposeForPerson', own)).toBe('conflict_of_interest');
});

it('exports all that there is of a person, as they have seen it', async () => {
  const proposal = await propose('export');
  const params = { id: proposal.id };
  expect(await decide(asIris, proposal, true)).toBe('ok');
  await until(async () => (await stateOf(proposal)).state === 'done', { timeout: 15_000 });
  expect(await stateOf(proposal)).toMatchObject({ conversations: 2, conversationsDone: 2, files: 1 });
  const { files } = await ada.get('listExportFiles', { params });
  const response = await fetch(new URL(files[0]!.url, server.url));
  const folder = await mkdtemp(join(tmpdir(), 'duet-export-'));
  await writeFile(join(folder, 'export.tar.gz'), Buffer.from(await response.arrayBuffer()));
  await run('tar', ['-xzf', 'export.tar.gz'], { cwd: folder });
  const shown = await sharp(await readFile(join(folder, `images/${pictureId}.webp`))).metadata();
  expect([shown.format, shown.width]).toEqual(['webp', 64]);
  const text = await readFile(join(folder, 'data.jsonl'), 'utf8');
  await rm(folder, { recursive: true });
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ kind, content }) => content ?? kind)).toEqual(
    expect.arrayContaining([
      'person',
      'session',
      'booking',
      `I am ${CANARY}.`,
      'Pleased to meet you.',
      'Call me.',
    ]),
  );
  expect(lines.filter(({ kind }) => kind === 'message')).toHaveLength(7);
  expect(lines).toContainEqual(expect.objectContaining({ images: [pictureId] }));
});

it('erases nothing while there is a hold, on the person or on whom they wrote to', async () => {
  const place = async (id: string) => (await ada.get('holdPerson', { params: { id }, body: grounds })).hold;
  const lift = (id: string) => asIris.get('liftHold', { params: { id }, body: { reason: grounds.reason } });
  const own = await place(people.alice.id);
  const carols = await place(people.carol.id);
  const proposal = await propose('erasure');
  await decide(asIris, proposal, true);
  expect(await stateOf(proposal)).toMatchObject({ state: 'approved', held: true, conversationsDone: 0 });
  await lift(own.id);
  // It looks every twenty seconds whether it may go on; here it is told to look.
  await sql.query(`UPDATE proposals SET worked_at = 'epoch'`);
  const isCarols = (name: string) => name === 'messages' || name.endsWith('.webp');
  await until(async () => (await traces()).every(isCarols), { timeout: 15_000 });
  const { rows } = await sql.query(
    'SELECT DISTINCT conversation_id AS id FROM messages WHERE content LIKE $1',
    [`%${CANARY}%`],
  );
  expect(rows).toEqual([{ id: withCarol }]);
  expect(await stateOf(proposal)).toMatchObject({ state: 'approved' });
  await lift(carols.id);
  expect((await ada.get('listHolds')).holds).toEqual([]);
  await until(
    async () => {
      await sql.query(`UPDATE proposals SET worked_at = 'epoch'`);
      return (await stateOf(proposal)).state === 'done';
    },
    { timeout: 15_000 },
  );
});

it('I26 leaves nothing of a person but places, and the other person’s messages', async () => {
  // A server reaps images as it starts.
  const other = await startTestServer({
    databaseUrl: server.databaseUrl,
    env: { OBJECTS_FOLDER: objects },
  });
  await until(async () => (await traces()).length === 0, { timeout: 15_000 });
  await other.stop();
  expect(server.log()).not.toContain(CANARY);
  expect(await brokenRules(sql)).toEqual([]);
  const { messages } = await bruno.get('listMessages', { params: { id: conversationId }, query: {} });
  expect(messages.map(({ seq, content, deletedAt }) => [seq, content, deletedAt !== null])).toEqual([
    [1, null, true],
    [2, 'Pleased to meet you.', false],
    [3, null, true],
    [4, null, true],
  ]);
  const { conversation } = await bruno.get('getConversation', { params: { id: conversationId } });
  expect(conversation.peer.user.name).toBe('Deleted');
  // A device that was connected all the while has been told.
  await until(() =>
    bruno.received('message:updated').some(({ message }) => message.seq === 1 && message.deletedAt),
  );
  expect(alice.connected).toBe(false);
  await expect(Device.connect(server.url, people.alice)).rejects.toThrow();
  const { entries } = await ada.get('listAuditEntries', { query: { subjectId: people.alice.id } });
  expect(entries.find(({ action }) => action === 'person.erase')).toMatchObject({ caseId: 'P-7' });
  expect(entries.find(({ action }) => action === 'person.approve')).toMatchObject({
    actor: { name: 'Iris' },
  });
});

it('keeps messages for as many days as it is told, but for those under a hold', async () => {
  const dora = person('01900000-0000-7000-8000-0000000d02a0', 'Dora', ['artist']);
  await addPeople(sql, [dora]);
  const carol = await Device.connect(server.url, people.carol);
  const open = async (artistId: string) =>
    (await carol.get('createConversation', { body: { customerId: people.carol.id, artistId } })).conversation
      .id;
  const [kept, expiring] = [await open(dora.id), await open(people.bruno.id)];
  for (const id of [kept, expiring]) for (const text of ['old', 'older', 'new']) await send(carol, id, text);
  await sql.query(
    `UPDATE messages SET sent_at = sent_at - interval '400 days' WHERE seq < 3 AND conversation_id = ANY ($1)`,
    [[kept, expiring]],
  );
  await ada.get('holdPerson', { params: { id: dora.id }, body: grounds });
  const strict = await startTestServer({ databaseUrl: server.databaseUrl, env: { RETENTION_DAYS: '365' } });
  const texts = async (id: string) => {
    const { messages } = await carol.get('listMessages', { params: { id }, query: {} });
    return messages.map(({ content }) => content);
  };
  await until(async () => (await texts(expiring))[1] === null, { timeout: 15_000 });
  expect(await texts(expiring)).toEqual([null, null, 'new']);
  expect(await texts(kept)).toEqual(['old', 'older', 'new']);
  expect(await brokenRules(sql)).toEqual([]);
  const { entries } = await ada.get('listAuditEntries', { query: { action: 'conversation.expire' } });
  expect(entries.map(({ conversationId: id }) => id)).toEqual([expiring]);
  carol.close();
  await strict.stop();
});
