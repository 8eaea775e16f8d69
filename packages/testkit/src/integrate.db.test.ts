import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { selectConversation, selectMessages, type ChatClient } from '@duet/chat-client';
import type { RouteResponse } from '@duet/contract';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './server.ts';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** What the page has the host run. */
interface HostModule {
  jwks: JSONWebKeySet;
  issueDuetToken(
    person: { id: string; name: string; roles: string[] },
    session: { id: string },
  ): Promise<string>;
}
interface AppModule {
  openDuet(storage: object): ChatClient;
}

const shop = {
  'u-17': { id: 'u-17', name: 'Dora', roles: ['buyer'] },
  'u-42': { id: 'u-42', name: 'Emil', roles: ['seller'] },
};
type PersonId = keyof typeof shop;

/** The page's blocks of code, in order. */
const blocks: { language: string; code: string }[] = [];
let folder: string;
let host: HostModule;
let hostUrl: string;
let stopHost: () => Promise<void>;
let server: TestServer;
let duetUrl = '';
let env: Record<string, string>;
const clients: ChatClient[] = [];

beforeAll(async () => {
  const page = await readFile(join(ROOT, 'docs/integrate.md'), 'utf8');
  for (const [, language = '', code = ''] of page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)) {
    blocks.push({ language, code });
  }
  // Beside this file, so that its packages are found.
  folder = await mkdtemp(join(import.meta.dirname, '.walk-'));
  host = (await load('js')) as HostModule;

  const http = createServer((request, response) => {
    const person = shop[(request.url ?? '').slice('/duet-token/'.length) as PersonId];
    response.setHeader('content-type', 'application/json');
    if (request.url === '/jwks.json') response.end(JSON.stringify(host.jwks));
    else
      void host
        .issueDuetToken(person, { id: 'phone' })
        .then((token) => response.end(JSON.stringify({ token })));
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  hostUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  stopHost = async () => {
    http.closeAllConnections();
    http.close();
    await once(http, 'close');
  };

  const configuration = here(take('sh', /EXTERNAL_ISSUER=/));
  const { stdout } = await run('bash', ['-euc', `${configuration}\nenv -0`]);
  const configured = stdout.split('\0').filter((line) => /^(EXTERNAL|INTEGRATION)_/.test(line));
  env = Object.fromEntries(
    configured.map((line): [string, string] => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
  server = await startTestServer({ env });
  duetUrl = server.url;
});
afterAll(async () => {
  for (const client of clients) client.stop();
  await server.stop();
  await stopHost();
  await rm(folder, { recursive: true });
});

/** The one block of a language that has something in it. */
function take(language: string, part = /[^]/): string {
  const found = blocks.filter((block) => block.language === language && part.test(block.code));
  if (found.length !== 1) throw new Error(`The page has ${found.length} blocks of ${language} with ${part}.`);
  return found[0]!.code;
}

/** The page's addresses, where they are in this test. */
function here(code: string): string {
  return code
    .replaceAll('https://shop.example/jwks.json', `${hostUrl}/jwks.json`)
    .replaceAll('https://duet.example', duetUrl);
}

async function load(language: string, change: (code: string) => string = (code) => code): Promise<unknown> {
  const file = join(folder, `${crypto.randomUUID()}.${language}`);
  await writeFile(file, change(take(language)));
  return import(file);
}

/** Runs the page's command that has this in it, and answers what it printed. */
async function follow<Printed>(part: RegExp): Promise<Printed> {
  const { stdout } = await run('bash', ['-euc', here(take('sh', part))], { env: { ...process.env, ...env } });
  return (stdout === '' ? undefined : JSON.parse(stdout)) as Printed;
}

/** The answer that the page shows after a command, with any id for an id. */
function shown(part: RegExp): unknown {
  const { code } = blocks[blocks.findIndex((block) => part.test(block.code)) + 1]!;
  const anyId = expect.stringMatching(/^[0-9a-f]{8}-/) as string;
  return JSON.parse(code, (_key, value: unknown) =>
    typeof value === 'string' && value.endsWith('…') ? anyId : value,
  );
}

/** The page's client, as this person. */
async function openAs(id: PersonId): Promise<ChatClient> {
  const { openDuet } = (await load('ts', (code) =>
    here(code).replace('https://shop.example/duet-token', `${hostUrl}/duet-token/${id}`),
  )) as AppModule;
  const items = new Map<string, string>();
  const client = openDuet({
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  });
  clients.push(client);
  await until(() => client.socket.state === 'connected', { timeout: 10_000 });
  return client;
}

describe('docs/integrate.md', () => {
  let dora: ChatClient;
  let emil: ChatClient;
  let conversationId: string;

  it('brings over people and a booking, as it shows them', async () => {
    const PEOPLE = /PUT .*\/users\/u-17/;
    const BOOKING = /PUT .*\/bookings\/b-1001/;
    expect(await follow(PEOPLE)).toEqual(shown(PEOPLE));
    expect(await follow(PEOPLE)).toMatchObject({ applied: false });
    await follow(/PUT .*\/users\/u-42[^]*"version": 1,/);
    expect(await follow(BOOKING)).toEqual(shown(BOOKING));
  });

  it('has two people write to each other', async () => {
    dora = await openAs('u-17');
    emil = await openAs('u-42');
    // What was brought over counts, not the token.
    expect(dora.session.user).toMatchObject({ name: 'Dora', roles: ['customer'], timeZone: 'Europe/Rome' });
    const pair = { customerId: dora.session.user!.id, artistId: emil.session.user!.id };
    conversationId = await dora.openConversation(pair);
    dora.sendMessage({ conversationId, content: 'Is Tuesday still fine?' });
    await until(() => selectConversation(emil.getState(), conversationId)?.lastSeq === 1);
    await emil.loadMessages(conversationId);
    emil.sendMessage({ conversationId, content: 'It is.' });
    await dora.loadMessages(conversationId);
    const texts = (client: ChatClient) =>
      selectMessages(client.getState(), conversationId).map(({ content }) => content);
    for (const client of [dora, emil]) {
      await until(() => texts(client).join() === 'Is Tuesday still fine?,It is.');
    }
  });

  it('tells both of a change of their booking, once', async () => {
    for (let n = 0; n < 2; n += 1) {
      const { booking } = await follow<RouteResponse<'updateHostBookingStatus'>>(/bookings\/b-1001\/status/);
      expect(booking).toMatchObject({ status: 'accepted', version: 2, conversationId });
    }
    for (const client of [dora, emil]) {
      const told = () =>
        selectMessages(client.getState(), conversationId).filter(({ senderRole }) => senderRole === 'system');
      await until(() => told().length > 0);
      expect(told().map(({ metadata }) => metadata?.to)).toEqual(['accepted']);
      expect(selectConversation(client.getState(), conversationId)?.booking).toMatchObject({
        status: 'accepted',
      });
    }
  });

  it('signs out, ends sessions and suspends', async () => {
    await follow(/DELETE .*\/users\/u-17\/sessions/);
    await until(() => dora.session.status === 'expired');
    await until(() => dora.session.signIn().then(() => true));
    await until(() => dora.socket.state === 'connected');
    await dora.session.signOut();
    expect(dora.session.status).toBe('signedOut');
    await follow(/users\/u-42[^]*"suspended": true/);
    await until(() => emil.session.status === 'expired');
    await expect(emil.session.signIn()).rejects.toMatchObject({ code: 'session_revoked' });
  });

  it.each([
    ['@duet/chat-react', 'packages/chat-react/src/index.ts'],
    ['@duet/mobile/screens', 'apps/mobile/src/screens.ts'],
  ])('names what %s exports', async (from, file) => {
    const [, names = ''] =
      new RegExp(`import \\{ ([^}]+) \\} from '${from}'`).exec(take('tsx', RegExp(from))) ?? [];
    const exported = await readFile(join(ROOT, file), 'utf8');
    expect(names).not.toBe('');
    for (const name of names.replaceAll('type ', '').split(', '))
      expect(exported).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('names variables that the server reads', async () => {
    const page = await readFile(join(ROOT, 'docs/integrate.md'), 'utf8');
    const environment = await readFile(join(ROOT, 'apps/server/src/environment.ts'), 'utf8');
    for (const [name] of page.matchAll(/\b(EXTERNAL|INTEGRATION|ALLOWED)_[A-Z_]+\b/g)) {
      expect(environment).toContain(`  ${name}: z`);
    }
  });
});
