import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { callRoute } from '@duet/testkit';
import { io, type Socket } from 'socket.io-client';
// Not part of what the client offers, and to be the same here.
import { fullJitter } from '../packages/chat-client/src/backoff.ts';
import type { CrowdNews, CrowdOrder } from './crowd.ts';

const refusals: Record<string, number> = {};
let here = 0;

process.once('disconnect', () => process.exit(0));
const [order] = (await once(process, 'message')) as [CrowdOrder];
setInterval(() => process.send?.({ here, refusals } satisfies CrowdNews), 100);
for (const email of order.emails) {
  // Passwords are slow on purpose, and not what this is about.
  const token = await signIn(email);
  for (let n = 0; n < order.devices; n++) void live(token);
}

async function signIn(email: string): Promise<string> {
  const answer = await callRoute(order.url, 'login', { body: { email, password: order.password } });
  if (!answer.ok) throw new Error(`${email} cannot sign in: ${answer.error.code}`);
  return answer.body.accessToken;
}

/** A device: connects, asks what it has missed, stays; and does so again whenever it is cut off. */
async function live(token: string): Promise<void> {
  const socket = io(order.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    auth: { token },
  });
  let cursor: string | undefined;
  for (let failures = 0; ; failures++) {
    const askedMs = await connect(socket);
    if (askedMs === undefined) {
      failures = 0;
      const lost = new Promise((resolve) => socket.once('disconnect', resolve));
      const synced = await sync(socket, token, cursor);
      if (synced !== undefined) {
        cursor = synced;
        here += 1;
        await lost;
        here -= 1;
      }
    }
    await sleep(fullJitter(failures + 1, Math.random, askedMs));
  }
}

/** Undefined when connected; else after how many milliseconds to come back, at least. */
async function connect(socket: Socket): Promise<number | undefined> {
  const outcome = new Promise<number | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined));
    // The server may also go away before it has said anything.
    socket.once('disconnect', () => resolve(0));
    socket.once('connect_error', (error: Error & { data?: { code?: string; retryAfterMs?: number } }) => {
      note(error.data?.code);
      resolve(error.data?.retryAfterMs ?? 0);
    });
  });
  socket.connect();
  const askedMs = await outcome;
  socket.off();
  return askedMs;
}

/** The next cursor, however often it has to be asked for; undefined when the connection was lost before. */
async function sync(socket: Socket, token: string, cursor: string | undefined): Promise<string | undefined> {
  const query = cursor === undefined ? {} : { cursor };
  for (let failures = 1; socket.connected; failures++) {
    const page = await callRoute(order.url, 'sync', { query }, token).catch(() => undefined);
    if (page?.ok && socket.connected) return page.body.cursor;
    if (page?.ok === false) note(page.error.code);
    await sleep(fullJitter(failures, Math.random, page?.ok === false ? page.error.retryAfterMs : 0));
  }
  return undefined;
}

/** Without a code nobody was there to refuse. */
function note(code: string | undefined): void {
  if (code !== undefined) refusals[code] = (refusals[code] ?? 0) + 1;
}
