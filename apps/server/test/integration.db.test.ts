import {
  brokenRules,
  callRoute,
  Device,
  people,
  seededRandom,
  startTestServer,
  until,
  type TestServer,
} from '@duet/testkit';
import type { BookingStatus, HostBookingInput, RouteInput, RouteName } from '@duet/contract';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ISSUER = 'https://shop.example';
const KEYS = ['shop-1', 'shop-2'].map((id) => `${id}.${id.padEnd(48, 'x')}`);
const CONFIG = {
  EXTERNAL_ISSUER: ISSUER,
  EXTERNAL_AUDIENCE: 'duet',
  EXTERNAL_JWKS_URL: `${ISSUER}/jwks.json`,
  INTEGRATION_KEYS: KEYS.join(','),
};

let server: TestServer;
let sql: Client;
let alice: Device;
let bruno: Device;

beforeAll(async () => {
  server = await startTestServer({ env: CONFIG });
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  // Two who can sign in by password as well, so that this is not about tokens.
  for (const { id, name } of [people.alice, people.bruno]) {
    await sql.query('UPDATE users SET issuer = $2, external_id = $3 WHERE id = $1', [
      id,
      ISSUER,
      `u/${name}`,
    ]);
  }
  alice = await Device.connect(server.url, people.alice);
  bruno = await Device.connect(server.url, people.bruno);
});
afterAll(async () => {
  alice.close();
  bruno.close();
  await sql.end();
  await server.stop();
});

const call = <N extends RouteName>(name: N, input: Partial<RouteInput<N>>, key = KEYS[0]) =>
  callRoute(server.url, name, input, key);
const putUser = (externalId: string, body: RouteInput<'upsertHostUser'>['body']) =>
  call('upsertHostUser', { params: { externalId }, body });
const putBooking = (externalId: string, body: HostBookingInput) =>
  call('upsertHostBooking', { params: { externalId }, body });
const setStatus = (externalId: string, version: number, status: BookingStatus) =>
  call('updateHostBookingStatus', { params: { externalId }, body: { version, status } });

const carol = { version: 1, name: 'Carol', roles: ['customer' as const] };
let bookingsMade = 0;
/** A booking of Alice with Bruno that nobody has told of, and what it is called. */
function newBooking(change: Partial<HostBookingInput> = {}): { id: string; input: HostBookingInput } {
  bookingsMade += 1;
  const input: HostBookingInput = {
    version: 1,
    code: `SHOP-${bookingsMade}`,
    customerId: 'u/Alice',
    artistId: 'u/Bruno',
    title: 'Portrait',
    startsAt: '2027-06-01T10:00:00+02:00',
    endsAt: '2027-06-01T12:00:00+02:00',
    price: 12_000,
    currency: 'EUR',
    status: 'requested',
    ...change,
  };
  return { id: `b/${bookingsMade}`, input };
}

/** What the conversation's system messages say of a booking: the statuses it changed to, in order. */
async function toldOf(code: string): Promise<BookingStatus[]> {
  const { rows } = await sql.query<{ status: BookingStatus }>(
    `SELECT m.metadata->>'to' AS status FROM messages m JOIN bookings b ON b.id = m.booking_id
     WHERE b.code = $1 AND m.message_type = 'system' ORDER BY m.seq`,
    [code],
  );
  return rows.map(({ status }) => status);
}

describe('the integration API', () => {
  it('takes any of its keys and nothing else, and a key opens nothing else', async () => {
    const input = { params: { externalId: 'keys' }, body: carol };
    for (const key of KEYS) expect(await call('upsertHostUser', input, key)).toMatchObject({ status: 200 });
    for (const key of [alice.accessToken, `shop-1.${KEYS[1]!.split('.')[1]}`]) {
      expect(await call('upsertHostUser', input, key)).toMatchObject({
        status: 401,
        error: { code: 'key_invalid' },
      });
    }
    expect((await callRoute(server.url, 'upsertHostUser', input)).status).toBe(401);
    expect(await call('getMe', {})).toMatchObject({ status: 401, error: { code: 'token_invalid' } });
    expect(server.log()).not.toContain('shop-1.shop-1');
  });
});

describe('a person of the host marketplace', () => {
  it('is made, changed by a newer version, and left alone by the same or an older one', async () => {
    const made = await putUser('u1', { ...carol, timeZone: 'Europe/Berlin' });
    expect(made).toMatchObject({
      status: 200,
      body: {
        applied: true,
        user: {
          externalId: 'u1',
          name: 'Carol',
          roles: ['customer'],
          timeZone: 'Europe/Berlin',
          suspended: false,
        },
      },
    });
    expect(await putUser('u1', { ...carol, name: 'Somebody' })).toEqual({
      ...made,
      body: { ...(made.ok && made.body), applied: false },
    });
    const changed = await putUser('u1', { version: 7, name: 'Caro', roles: ['customer', 'artist'] });
    expect(changed).toMatchObject({
      body: {
        applied: true,
        user: { name: 'Caro', roles: ['customer', 'artist'], timeZone: 'Europe/Berlin' },
      },
    });
    expect(await putUser('u1', { ...carol, version: 6 })).toMatchObject({
      body: { applied: false, user: { name: 'Caro' } },
    });
  });

  it('is one, however many tell of them at once and whatever they are called', async () => {
    for (const externalId of ['auth0|5f7c', 'a/b?c=d#e%20f', 'Zoë 🦆', '../../x', 'x'.repeat(255)]) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => putUser(externalId, carol)));
      const users = answers.map((answer) => answer.ok && answer.body.user);
      expect(users[0]).toMatchObject({ externalId });
      expect(new Set(users.map((user) => user && user.id)).size).toBe(1);
      expect(answers.filter((answer) => answer.ok && answer.body.applied)).toHaveLength(1);
    }
  });

  it.each([
    ['no id', '', {}],
    ['too long an id', 'x'.repeat(256), {}],
    ['a control character', 'a\u0000b', {}],
    ['a second line', 'a\u2028b', {}],
    ['an administrator', 'u2', { roles: ['admin'] }],
    ['nobody’s role', 'u2', { roles: [] }],
    ['an unknown time zone', 'u2', { timeZone: 'Mars/Olympus' }],
    ['a name that looks like another', 'u2', { name: 'Саrol' }],
    ['no version', 'u2', { version: 0 }],
    ['a field nobody knows', 'u2', { rolls: ['artist'] }],
  ])('is refused with %s', async (_name, externalId, change) => {
    const answer = await putUser(externalId, { ...carol, ...change } as never);
    expect([400, 404]).toContain(answer.status);
    expect(
      (await sql.query('SELECT FROM users WHERE external_id = $1', [externalId.slice(0, 1) + 'b'])).rowCount,
    ).toBe(0);
  });

  it('who gets other roles starts over with them', async () => {
    const device = await Device.connect(server.url, people.bruno);
    const body = { version: 1, name: 'Bruno', roles: ['artist' as const, 'customer' as const] };
    await putUser('u/Bruno', body);
    await until(() => !device.connected && !bruno.connected);
    bruno = await Device.connect(server.url, people.bruno);
    expect(await bruno.get('getMe')).toMatchObject({ user: { roles: ['artist', 'customer'] } });
    await putUser('u/Bruno', { ...body, version: 2, roles: ['customer', 'artist'] });
    expect(bruno.connected).toBe(true);
  });

  it('who is suspended is out within five seconds, and in again when readmitted', async () => {
    const device = await Device.connect(server.url, people.bruno);
    const body = { version: 3, name: 'Bruno', roles: ['artist' as const, 'customer' as const] };
    expect(await putUser('u/Bruno', { ...body, suspended: true })).toMatchObject({
      body: { user: { id: people.bruno.id, suspended: true } },
    });
    await until(() => !device.connected && !bruno.connected);
    expect(device.received('session:revoked')).toEqual([{ reason: 'revoked' }]);
    // What is not named stays.
    expect(await putUser('u/Bruno', { ...body, version: 4 })).toMatchObject({
      body: { user: { suspended: true } },
    });
    await putUser('u/Bruno', { ...body, version: 5, suspended: false });
    bruno = await Device.connect(server.url, people.bruno);
  });
});

describe('a booking of the host marketplace', () => {
  it('is made in silence, and each later change of its status is told once', async () => {
    const { id, input } = newBooking();
    const made = await putBooking(id, input);
    expect(made).toMatchObject({
      body: {
        applied: true,
        booking: {
          customerId: people.alice.id,
          artistId: people.bruno.id,
          startsAt: '2027-06-01T08:00:00.000Z',
          status: 'requested',
          version: 1,
          managedBy: 'host',
        },
      },
    });
    expect(await toldOf(input.code)).toEqual([]);
    expect(await putBooking(id, input)).toMatchObject({ body: { applied: false, booking: { version: 1 } } });

    const answers = await Promise.all(Array.from({ length: 20 }, () => setStatus(id, 2, 'accepted')));
    expect(answers.filter((answer) => answer.ok && answer.body.applied)).toHaveLength(1);
    for (const answer of answers)
      expect(answer).toMatchObject({ body: { booking: { status: 'accepted', version: 2 } } });
    expect(await putBooking(id, { ...input, version: 3, status: 'completed' })).toMatchObject({
      body: { applied: true, booking: { status: 'completed', version: 3 } },
    });
    expect(await setStatus(id, 4, 'completed')).toMatchObject({
      body: { applied: true, booking: { version: 3 } },
    });
    expect(await toldOf(input.code)).toEqual(['accepted', 'completed']);
  });

  it('reaches both people as it changes', async () => {
    const { id, input } = newBooking();
    await putBooking(id, input);
    for (const device of [alice, bruno]) device.events.length = 0;
    await setStatus(id, 2, 'accepted');
    await until(() => [alice, bruno].every((device) => device.received('message:new').length === 1));
    expect(alice.received('message:new')[0]).toMatchObject({
      message: { senderRole: 'system', metadata: { from: 'requested', to: 'accepted', actorId: null } },
    });
    await putBooking(id, { ...input, version: 3, status: 'accepted', price: 15_000 });
    await until(() =>
      [alice, bruno].every(
        (device) =>
          device.received('conversation:updated').at(-1)?.conversation.booking?.price === 15_000 &&
          device.received('message:new').length === 1,
      ),
    );
    expect(alice.received('conversation:updated').at(-1)?.conversation.booking).toMatchObject({
      version: 3,
      status: 'accepted',
    });
  });

  it('ends as its newest versions say, in whatever order and however often they come', async () => {
    const random = seededRandom(11);
    const { id, input } = newBooking();
    const versions = [
      { version: 2, price: 1, status: 'accepted' as const },
      { version: 5, price: 2, status: 'accepted' as const },
      { version: 7, price: 3, status: 'cancelled' as const },
    ];
    const tell = [
      ...versions.map((change) => () => putBooking(id, { ...input, ...change })),
      () => setStatus(id, 6, 'no_show'),
      () => setStatus(id, 9, 'completed'),
    ];
    await putBooking(id, input);
    const calls = [...tell, ...tell, ...tell]
      .map((work) => ({ work, at: random() }))
      .sort((a, b) => a.at - b.at);
    const answers = await Promise.all(calls.map(({ work }) => work()));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await putBooking(id, input)).toMatchObject({
      body: { applied: false, booking: { price: 3, status: 'completed' } },
    });
    const told = await toldOf(input.code);
    expect(told.at(-1)).toBe('completed');
    expect(new Set(told).size).toBe(told.length);
    expect(await brokenRules(sql)).toEqual([]);
  });

  it('is finished by a repeat when the first half of a request was lost', async () => {
    const { id, input } = newBooking();
    await putBooking(id, input);
    const next = { ...input, version: 2, title: 'Two portraits', status: 'accepted' as const };
    // As it stands when the server dies between the two transactions of an upsert.
    await sql.query('UPDATE bookings SET title = $2, host_version = 2, version = 2 WHERE code = $1', [
      input.code,
      next.title,
    ]);
    expect(await putBooking(id, next)).toMatchObject({
      body: { applied: true, booking: { title: next.title, status: 'accepted', version: 3 } },
    });
    expect(await toldOf(input.code)).toEqual(['accepted']);
  });

  it('is the host’s to change, not its people’s', async () => {
    const { id, input } = newBooking();
    const made = await putBooking(id, input);
    const bookingId = made.ok ? made.body.booking.id : '';
    expect(
      await bruno.call('updateBookingStatus', {
        params: { id: bookingId },
        body: { status: 'accepted', version: 1 },
      }),
    ).toMatchObject({ status: 409, error: { code: 'booking_transition_invalid' } });
    expect(await alice.get('getBooking', { params: { id: bookingId } })).toMatchObject({
      booking: { status: 'requested' },
    });
  });

  it.each<[string, number, string, Partial<HostBookingInput>]>([
    ['a stranger for its customer', 404, 'user_not_found', { customerId: 'nobody' }],
    ['a customer for its artist', 404, 'user_not_found', { artistId: 'keys' }],
    ['one person for both', 422, 'same_person', { artistId: 'u/Alice' }],
    ['an end before its beginning', 400, 'validation_failed', { endsAt: '2027-06-01T09:00:00+02:00' }],
    ['a beginning before all calendars', 400, 'validation_failed', { startsAt: '0000-01-01T00:00:00Z' }],
    ['an end after them', 400, 'validation_failed', { endsAt: '9999-12-31T23:59:59-12:00' }],
    ['no currency', 400, 'validation_failed', { currency: 'euro' }],
  ])('is refused with %s', async (_name, status, code, change) => {
    const { id, input } = newBooking(change);
    expect(await putBooking(id, input)).toMatchObject({ status, error: { code } });
  });

  it('keeps its people and a code of its own', async () => {
    const [one, two] = [newBooking(), newBooking()];
    await putBooking(one.id, one.input);
    await putBooking(two.id, two.input);
    const taken = { status: 409, error: { code: 'booking_code_taken' } };
    expect(await putBooking(two.id, { ...two.input, version: 2, code: one.input.code })).toMatchObject(taken);
    const three = newBooking({ code: one.input.code });
    expect(await putBooking(three.id, three.input)).toMatchObject(taken);
    await putUser('another artist', { ...carol, roles: ['artist'] });
    expect(await putBooking(one.id, { ...one.input, version: 2, artistId: 'another artist' })).toMatchObject({
      status: 409,
      error: { code: 'booking_parties_fixed' },
    });
    expect(await setStatus('b/none', 1, 'accepted')).toMatchObject({
      status: 404,
      error: { code: 'booking_not_found' },
    });
  });
});
