import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { json } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Member } from './src/shop.ts';

const ISSUER = 'https://easel.example';
const AUDIENCE = 'duet';
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Everybody's. */
export const PASSWORD = 'easel';

const people = [
  { id: 'u-17', name: 'Dora', role: 'buyer', side: 'customer', work: '' },
  { id: 'u-42', name: 'Emil', role: 'seller', side: 'artist', work: 'Portraits in oil' },
] as const;
type Person = (typeof people)[number];

/** The marketplace Easel, which is not Duet: it has people, bookings and a sign-in of its own. */
export interface Shop {
  readonly url: string;
  /** What Duet is told of it. */
  readonly env: Record<string, string>;
  /** Tells Duet, which is at this address, of its people and their booking. */
  bringOver(duetUrl: string): Promise<void>;
  stop(): Promise<void>;
}

/** Opens it on a port that is free; `webRoot` is where its web app was built. */
export async function openShop(webRoot: string): Promise<Shop> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const kid = 'easel-1';
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] };
  const integrationKey = `easel-1.${randomBytes(32).toString('hex')}`;
  const sessions = new Map<string, Person>();
  const duetIds = new Map<string, string>();
  let duetUrl = '';

  const issueToken = ({ id, name, role }: Person, session: string): Promise<string> =>
    new SignJWT({ sid: session, name, roles: [role] })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey);

  const toMember = ({ id, name, side, work }: Person): Member => ({
    name,
    side,
    work,
    duetId: duetIds.get(id)!,
    duetUrl,
  });

  /** By method and path: who asks by which session, if anybody, to the body of the answer; undefined: they may not. */
  const answers: Record<string, (by: Caller) => unknown> = {
    'POST /sign-in': async ({ request, response }) => {
      const { name, password } = (await json(request)) as Record<string, unknown>;
      const person = people.find((one) => one.name === name);
      if (!person || password !== PASSWORD) return undefined;
      const session = randomBytes(16).toString('hex');
      sessions.set(session, person);
      response.setHeader('set-cookie', `easel=${session}; Path=/; HttpOnly; SameSite=Lax`);
      return toMember(person);
    },
    'POST /sign-out': ({ session }) => {
      sessions.delete(session);
      return {};
    },
    'GET /me': ({ person }) => person && toMember(person),
    'GET /sellers': () => people.filter(({ role }) => role === 'seller').map(toMember),
    'GET /duet-token': async ({ person, session }) => person && { token: await issueToken(person, session) },
    'GET /jwks.json': () => jwks,
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', ISSUER);
    const by = answers[`${request.method} ${pathname}`];
    if (!by) return sendFile(response, join(webRoot, normalize(pathname === '/' ? '/index.html' : pathname)));
    const session = /\beasel=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const body = await by({ request, response, session, person: sessions.get(session) });
    response.writeHead(body === undefined ? 401 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const tell = async (path: string, body: object): Promise<Record<string, { id: string }>> => {
    const told = await fetch(`${duetUrl}/api/v1/integration/${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${integrationKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ version: 1, ...body }),
    });
    if (!told.ok) throw new Error(`Duet does not take ${path}: ${await told.text()}`);
    return (await told.json()) as Record<string, { id: string }>;
  };

  return {
    url,
    env: {
      EXTERNAL_ISSUER: ISSUER,
      EXTERNAL_AUDIENCE: AUDIENCE,
      EXTERNAL_JWKS_URL: `${url}/jwks.json`,
      EXTERNAL_ALGORITHMS: 'ES256',
      EXTERNAL_ROLES: 'buyer=customer,seller=artist',
      INTEGRATION_KEYS: integrationKey,
      ALLOWED_ORIGINS: url,
    },
    async bringOver(to) {
      duetUrl = to;
      for (const { id, name, side } of people) {
        const { user } = await tell(`users/${id}`, { name, roles: [side], timeZone: 'Europe/Rome' });
        duetIds.set(id, user!.id);
      }
      await tell('bookings/b-1001', {
        code: 'EASEL-1001',
        customerId: 'u-17',
        artistId: 'u-42',
        title: 'Portrait',
        startsAt: '2027-06-01T10:00:00+02:00',
        endsAt: '2027-06-01T12:00:00+02:00',
        price: 12_000,
        currency: 'EUR',
        status: 'requested',
      });
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Caller {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly session: string;
  readonly person: Person | undefined;
}

async function sendFile(response: ServerResponse, file: string): Promise<void> {
  const bytes = await readFile(file).catch(() => undefined);
  response.writeHead(bytes ? 200 : 404, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
  });
  response.end(bytes);
}
