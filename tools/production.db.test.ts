import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { get as getSecurely } from 'node:https';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@duet/local-postgres';
import {
  callRoute,
  createTestDatabase,
  DEMO_PASSWORD,
  Device,
  people,
  startTestServer,
  until,
  type TestServer,
} from '@duet/testkit';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { keepCertificate } from './dev-certificate.ts';
import { ROOT } from './program.ts';

const MAIN = resolve(ROOT, 'apps/server/src/main.ts');
const secret = () => randomBytes(32).toString('hex');
const inProduction = { NODE_ENV: 'production', DEMO: 'false', DUET_SECRET: secret() };

let closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});

async function start(env: Record<string, string>): Promise<TestServer> {
  const server = await startTestServer({ env: { ...inProduction, ...env } });
  closers.push(() => server.stop());
  return server;
}

/** What is answered to a request, or to the first of a WebSocket. */
async function ask(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; hsts: unknown; code: unknown }> {
  const request = get(url, { headers });
  const [response] = (await Promise.race([once(request, 'response'), once(request, 'upgrade')])) as [
    IncomingMessage,
  ];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  request.destroy();
  const { error } = JSON.parse(body || '{}') as { error?: { code: string } };
  return {
    status: response.statusCode!,
    hsts: response.headers['strict-transport-security'],
    code: error?.code,
  };
}

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

describe('in production, behind a proxy that ends TLS', () => {
  it('nothing of people is answered in the clear, over either transport', async () => {
    const { url } = await start({ TRUSTED_PROXIES: '127.0.0.1' });
    const socket = `${url}/socket.io/?EIO=4&transport=websocket`;
    const clear = { 'x-forwarded-proto': 'http' };
    expect(await ask(`${url}/api/v1/me`, {})).toMatchObject({ status: 401, hsts: 'max-age=63072000' });
    expect(await ask(`${url}/api/v1/me`, { 'x-forwarded-proto': 'https' })).toMatchObject({ status: 401 });
    for (const [address, headers] of [
      [`${url}/api/v1/me`, clear],
      [`${url}/`, clear],
      [`${url}/socket.io/?EIO=4&transport=polling`, clear],
      [socket, { ...clear, ...UPGRADE }],
    ] as const) {
      expect(await ask(address, headers), address).toMatchObject({ status: 403, code: 'tls_required' });
    }
    const foreign = { ...UPGRADE, origin: url };
    expect(await ask(socket, foreign)).toMatchObject({ status: 403, code: 'origin_not_allowed' });
    for (const path of ['healthz', 'readyz'])
      expect((await fetch(`${url}/${path}`, { headers: clear })).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    expect(await ask(`${url}/metrics`, { 'x-forwarded-for': '203.0.113.7' })).toMatchObject({ status: 404 });
    expect((await fetch(`${url}/docs`)).status).toBe(404);
  });

  it('whoever has gone round the proxy is refused', async () => {
    const { url } = await start({ TRUSTED_PROXIES: '10.0.0.7' });
    const claimed = { 'x-forwarded-proto': 'https' };
    expect(await ask(`${url}/api/v1/me`, claimed)).toMatchObject({ status: 403, code: 'tls_required' });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

it('ends TLS itself, and survives those who speak none', { timeout: 90_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'duet-tls-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const database = await createTestDatabase();
  closers.push(() => database.drop());
  const { cert, key } = await keepCertificate(folder);
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  expect(await keepCertificate(folder)).toEqual({ cert, key });
  const port = await freePort();
  const env = {
    ...inProduction,
    PORT: String(port),
    ...database.logins,
    OBJECTS_FOLDER: folder,
    AUDIT_ANCHORS: join(folder, 'anchors.jsonl'),
    TLS_CERT_FILE: cert,
    TLS_KEY_FILE: key,
  };
  const server = spawn(process.execPath, [MAIN], { env, stdio: 'ignore' });
  closers.push(async () => {
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  });

  const ready = () => securely(`https://localhost:${port}/readyz`, cert);
  await until(async () => (await ready()) === 200, { timeout: 20_000 });
  await expect(fetch(`http://localhost:${port}/readyz`)).rejects.toThrow();
  const garbage = connect(port, '127.0.0.1').on('error', () => undefined);
  garbage.end(randomBytes(5_000)).resume();
  await once(garbage, 'close');
  expect(await ready()).toBe(200);
  const ca = await readFile(cert);
  const shake = (options: ConnectionOptions) => shakeHands({ port, host: 'localhost', ca, ...options });
  expect(await shake({})).toBe('TLSv1.3 TLS_AES_256_GCM_SHA384');
  expect(await shake({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256');
  // The weakest that Node would speak, and what it would accept of others.
  for (const ciphers of ['AES128-SHA256', 'AES256-GCM-SHA384', 'ECDHE-RSA-AES128-SHA256'])
    expect(await shake({ maxVersion: 'TLSv1.2', ciphers }), ciphers).toBe('refused');
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  expect(await shake(old)).toBe('refused');
  expect(await securely(`https://localhost:${port}/api/v1/me`, cert)).toBe(401);
});

it(
  'F47 the secret is exchanged while people are signed in, and nobody notices',
  { timeout: 90_000 },
  async () => {
    const [one, two] = [secret(), secret()];
    const server = await startTestServer({ env: { DUET_SECRET: one } });
    closers.push(() => server.stop());
    const body = { email: people.alice.email, password: DEMO_PASSWORD };
    const signedIn = await callRoute(server.url, 'login', { body });
    if (!signedIn.ok) throw new Error(signedIn.error.code);
    const { accessToken, refreshToken } = signedIn.body;
    const before = await Device.connect(server.url, people.alice);
    const pair = { customerId: people.alice.id, artistId: people.bruno.id };
    const { conversation } = await before.get('createConversation', { body: pair });
    const conversationId = conversation.id;
    const text = {
      conversationId,
      type: 'text',
      clientMessageId: crypto.randomUUID(),
      content: 'Still me?',
    } as const;
    const sent = await before.emit('message:send', text);
    const { cursor } = await before.get('sync', { query: {} });
    before.close();

    await server.kill('SIGTERM');
    await server.restart({ DUET_SECRET: two, DUET_OTHER_SECRETS: one });
    const ask = (route: 'getMe', token: string) => callRoute(server.url, route, {}, token);
    expect((await ask('getMe', accessToken)).status).toBe(200);
    const refreshed = await callRoute(server.url, 'refresh', { body: { refreshToken } });
    const again = await callRoute(server.url, 'refresh', { body: { refreshToken } });
    if (!refreshed.ok || !again.ok) throw new Error('not refreshed');
    expect(again.body.refreshToken).toBe(refreshed.body.refreshToken);
    const after = await Device.connect(server.url, people.alice);
    closers.push(async () => after.close());
    expect(await after.emit('message:send', text)).toMatchObject({
      ok: true,
      data: { created: false, message: { id: sent.ok && sent.data.message.id } },
    });
    expect(await after.emit('message:send', { ...text, content: 'Somebody else.' })).toMatchObject({
      ok: false,
      error: { code: 'client_message_id_reused' },
    });
    expect(await after.call('sync', { query: { cursor } })).toMatchObject({
      status: 200,
      body: { reset: false },
    });

    await server.kill('SIGTERM');
    await server.restart({ DUET_SECRET: two });
    expect(await ask('getMe', accessToken)).toMatchObject({ status: 401, error: { code: 'token_invalid' } });
    expect((await ask('getMe', refreshed.body.accessToken)).status).toBe(200);
  },
);

/** The status that a server answers whose certificate is in the file. */
async function securely(url: string, certificate: string): Promise<number | undefined> {
  const request = getSecurely(url, { ca: await readFile(certificate) });
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  } catch {
    return undefined;
  }
}

/** By which protocol and cipher a server that ends TLS speaks to whoever asks so. */
async function shakeHands(options: ConnectionOptions): Promise<string> {
  const socket = connectSecurely(options);
  try {
    await once(socket, 'secureConnect');
    return `${socket.getProtocol()} ${socket.getCipher().name}`;
  } catch {
    return 'refused';
  } finally {
    socket.destroy();
  }
}
