import {
  ADMIN_ERRORS,
  ackOf,
  API_PREFIX,
  CLIENT_EVENTS,
  COMMON_EVENT_ERRORS,
  COMMON_ROUTE_ERRORS,
  CSRF_HEADER,
  errorObject,
  INTEGRATION_ERRORS,
  ROUTES,
  SESSION_ERRORS,
  type ClientEventName,
  type Route,
  type RouteName,
} from '@duet/contract';
import type { AdminCredentials } from '@duet/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawSocket } from '../hostile/raw-socket.ts';
import { anyInput } from './inputs.ts';
import { type Caller, type Things } from './rows.ts';
import { inputSchema } from './schema-walk.ts';
import { CANARY, INTEGRATION_KEY, Stage } from './stage.ts';

/** FUZZ_SEED throws other dice, FUZZ_RUNS throws more of them for each route and event. */
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 60);
const settings: fc.Parameters<unknown> = {
  seed,
  numRuns,
  interruptAfterTimeLimit: Math.max(5_000, numRuns * 50),
};

/** An address that does not lead to the route any more. */
const LED_ASTRAY = ['not_found', 'method_not_allowed', 'bad_request', 'headers_too_large'];
const CALLERS: readonly (Caller | 'nobody')[] = ['customer', 'artist', 'otherCustomer', 'nobody'];

let stage: Stage;
let things: Things;
beforeAll(async () => {
  console.log(`FUZZ_SEED=${seed} FUZZ_RUNS=${numRuns}`);
  stage = await Stage.open();
  things = await stage.things();
});
afterAll(() => stage.close());

interface Input {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Whatever the input has become, as the nearest thing that can be sent. */
function toUrl(route: Route, { params, query }: Input): string {
  const named = (typeof params === 'object' ? params : null) as Record<string, unknown> | null;
  const path = route.path.replaceAll(/:(\w+)/g, (_all, key: string) =>
    encodeURIComponent(toText(named?.[key])),
  );
  const pairs = typeof query === 'object' && query !== null ? Object.entries(query) : [];
  const search = pairs.map(
    ([key, value]) => `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(toText(value))}`,
  );
  return `${stage.url}${API_PREFIX}${path}${search.length === 0 ? '' : `?${search.join('&')}`}`;
}

function toText(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
}

async function ask(route: Route, input: Input, token?: string, headers: Record<string, string> = {}) {
  const response = await fetch(toUrl(route, input), {
    method: route.method,
    headers: {
      ...headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  });
  return { status: response.status, text: await response.text() };
}

let admin: AdminCredentials | undefined;

/** In a session that others use too, until one has ended it. */
async function askAsAdmin(route: Route, input: Input, anew = false): ReturnType<typeof ask> {
  admin = anew ? undefined : admin;
  admin ??= await stage.adminSession();
  const answer = await ask(route, input, undefined, {
    cookie: admin.cookie,
    [CSRF_HEADER]: admin.csrfToken,
  });
  const isOver = answer.text.includes('"session_revoked"') && !anew;
  return isOver ? askAsAdmin(route, input, true) : answer;
}

async function askAs(route: Route, input: Input, caller: Caller | 'nobody') {
  if (caller === 'nobody') return ask(route, input, undefined);
  if (route.access === 'integration') return ask(route, input, INTEGRATION_KEY);
  if (route.access === 'admin') return askAsAdmin(route, input);
  const answer = await ask(route, input, (await stage.session(caller)).accessToken);
  // A run before may have ended the session.
  if (!answer.text.includes('"session_revoked"')) return answer;
  return ask(route, input, (await stage.session(caller, { anew: true })).accessToken);
}

describe('a route answers anything by the contract', () => {
  it.each(Object.keys(ROUTES) as RouteName[])('%s', { timeout: 60_000 }, async (name) => {
    const route: Route = ROUTES[name];
    const { customerId: _customer, artistId: _artist, ...others } = things;
    // Nobody is suspended, who is to go on asking.
    const ids = Object.values(name === 'suspendPerson' ? others : things);
    const part = (schema: Parameters<typeof inputSchema>[0] | undefined) =>
      schema ? anyInput(inputSchema(schema), ids) : fc.constant(undefined);
    const input = fc.record({ params: part(route.params), query: part(route.query), body: part(route.body) });
    const known: readonly string[] = [
      ...route.errors,
      ...COMMON_ROUTE_ERRORS,
      ...{ public: [], session: SESSION_ERRORS, admin: ADMIN_ERRORS, integration: INTEGRATION_ERRORS }[
        route.access
      ],
      ...LED_ASTRAY,
    ];
    const property = fc.asyncProperty(input, fc.constantFrom(...CALLERS), async (asked, caller) => {
      const { status, text } = await askAs(route, asked, caller);
      expect(status, text).toBeLessThan(500);
      if (caller === 'otherCustomer' && route.access !== 'admin') expect(text).not.toContain(CANARY);
      if (status < 300) {
        expect(caller !== 'nobody' || route.access === 'public', 'served nobody').toBe(true);
        if (status !== 204) route.response.parse(JSON.parse(text));
        return;
      }
      const { code } = errorObject.parse((JSON.parse(text) as { error: unknown }).error);
      expect(known).toContain(code);
      const isLed = !LED_ASTRAY.includes(code);
      if (caller === 'nobody' && route.access === 'session' && isLed) expect(code).toBe('auth_required');
    });
    await fc.assert(property, settings);
  });
});

describe('an event is acknowledged by the contract, whatever comes with it', () => {
  it.each(Object.keys(CLIENT_EVENTS) as ClientEventName[])('%s', { timeout: 60_000 }, async (name) => {
    const { input, output, errors } = CLIENT_EVENTS[name];
    const sockets = new Map<Caller, RawSocket>();
    for (const caller of ['customer', 'artist', 'otherCustomer'] as const) {
      sockets.set(caller, await RawSocket.connect(stage.url, (await stage.signIn(caller)).accessToken));
    }
    const known: readonly string[] = [...errors, ...COMMON_EVENT_ERRORS];
    const anyone = fc.constantFrom(...sockets.keys());
    const property = fc.asyncProperty(
      anyInput(inputSchema(input), Object.values(things)),
      anyone,
      async (sent, caller) => {
        const ack = ackOf(output).parse(await sockets.get(caller)!.emit(name, sent));
        if (caller === 'otherCustomer') expect(JSON.stringify(ack)).not.toContain(CANARY);
        if (!ack.ok) expect(known).toContain(ack.error.code);
        if (!ack.ok) expect(ack.error.code).not.toBe('internal');
      },
    );
    await fc.assert(property, settings);
    for (const socket of sockets.values()) socket.close();
  });
});

it('meets no fault', async () => {
  expect(await stage.faults()).toEqual([]);
});
