import {
  people,
  bookings,
  DEMO_PASSWORD,
  startFaultProxy,
  startTestServer,
  until,
  type TestPerson,
  type TestServer,
} from '@duet/testkit';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { ChatClient } from './client.ts';
import {
  selectBooking,
  selectConversation,
  selectConversations,
  selectUnreadTotal,
} from './conversation-view.ts';
import { selectMessages } from './thread-message.ts';

let server: TestServer;
let alice: Phone;
let bruno: Phone;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** A person's device: a client with a storage of its own, and what its screen would show. */
class Phone {
  readonly client: ChatClient;
  readonly person: TestPerson;
  readonly #conversationId: () => string;

  constructor(person: TestPerson, conversationId: () => string, baseUrl = server.url) {
    let stored: string | null = null;
    this.person = person;
    this.#conversationId = conversationId;
    this.client = new ChatClient({
      baseUrl,
      tokens: {
        get: async () => stored,
        set: async (value) => void (stored = value),
        remove: async () => void (stored = null),
      },
    });
  }

  async start(): Promise<this> {
    this.client.start();
    await this.client.session.signIn({ email: this.person.email, password: DEMO_PASSWORD });
    await this.untilConnected();
    return this;
  }

  untilConnected() {
    return until(() => this.client.socket.state === 'connected', { timeout: 15_000 });
  }

  say(content: string): string {
    return this.client.sendMessage({ conversationId: this.#conversationId(), content });
  }

  get thread() {
    return selectMessages(this.client.getState(), this.#conversationId());
  }

  get contents() {
    return this.thread.filter((row) => row.type === 'text').map((row) => row.content);
  }

  get view() {
    return selectConversation(this.client.getState(), this.#conversationId());
  }

  statusOf(content: string) {
    return this.thread.find((row) => row.content === content)?.status;
  }

  readAll() {
    this.client.markRead(this.#conversationId(), this.thread.findLast((row) => row.seq !== null)?.seq ?? 0);
  }
}

let conversationId = '';
const idOf = () => conversationId;

beforeEach(async () => {
  alice = await new Phone(people.alice, idOf).start();
  bruno = await new Phone(people.bruno, idOf).start();
  conversationId = await alice.client.openConversation({
    customerId: people.alice.id,
    artistId: people.bruno.id,
  });
  await alice.client.loadMessages(conversationId);
});
afterEach(() => {
  for (const { client } of [alice, bruno]) client.stop();
});

describe('two people', () => {
  it('talk both ways and see each other’s ticks, typing and presence', async () => {
    const key = alice.say('Are you free in May?');
    expect(alice.thread.at(-1)).toMatchObject({ key, status: 'sending', seq: null });
    await until(() => bruno.contents.includes('Are you free in May?'));
    await until(() => alice.statusOf('Are you free in May?') === 'delivered');
    expect(alice.thread.at(-1)).toMatchObject({ key });
    expect(bruno.view?.me.unreadCount).toBe(1);
    await until(() => selectUnreadTotal(bruno.client.getState(), 'artist') === 1);

    bruno.client.join(conversationId);
    await until(() => bruno.view?.peerPresence?.online);
    bruno.readAll();
    expect(bruno.view?.me.unreadCount).toBe(0);
    await until(() => alice.statusOf('Are you free in May?') === 'read');
    await until(() => selectUnreadTotal(bruno.client.getState(), 'artist') === 0);

    bruno.client.keystroke(conversationId);
    await until(() => alice.view?.peerTyping);
    bruno.say('From the 4th on.');
    await until(() => alice.contents.includes('From the 4th on.'));
    expect(alice.view?.peerTyping).toBe(false);

    alice.client.stop();
    await until(() => bruno.view?.peerPresence?.online === false);
    bruno.client.leave(conversationId);
    expect(bruno.view?.peerPresence).toBeUndefined();
  });

  it('see a booking change as it happens', async () => {
    await bruno.client.loadBookings('artist');
    await alice.client.loadBookings('customer');
    const status = (phone: Phone) => selectBooking(phone.client.getState(), bookings.requested)?.status;
    expect(status(alice)).toBe('requested');
    await bruno.client.updateBookingStatus(bookings.requested, { status: 'accepted', version: 1 });
    expect(status(bruno)).toBe('accepted');
    await until(() => status(alice) === 'accepted');
    await until(() => alice.thread.at(-1)?.metadata?.to === 'accepted');
    expect(alice.view?.booking).toMatchObject({ id: bookings.requested, status: 'accepted' });
    await expect(
      alice.client.updateBookingStatus(bookings.requested, { status: 'cancelled', version: 1 }),
    ).rejects.toMatchObject({ code: 'booking_changed' });
  });

  it('lose nothing, double nothing and keep their order when the server is killed between two messages', async () => {
    alice.say('before');
    await until(() => bruno.contents.includes('before'));
    await server.kill('SIGKILL');
    await until(
      () => alice.client.socket.state === 'reconnecting' && bruno.client.socket.state === 'reconnecting',
    );
    alice.say('while away 1');
    alice.say('while away 2');
    await until(() => alice.statusOf('while away 2') === 'queued');
    bruno.say('from the other side');
    await server.restart();
    await Promise.all([alice.untilConnected(), bruno.untilConnected()]);
    const everything = ['before', 'while away 1', 'while away 2', 'from the other side'];
    for (const phone of [alice, bruno]) {
      await until(() => everything.every((content) => phone.contents.includes(content)));
    }
    const mine = (phone: Phone) => phone.contents.filter((content) => everything.includes(content ?? ''));
    expect(mine(alice)).toEqual(mine(bruno));
    expect(mine(alice)).toHaveLength(4);
    expect(mine(alice).filter((content) => content?.startsWith('while'))).toEqual(everything.slice(1, 3));
    const seqs = alice.thread.map((row) => row.seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    await until(() => alice.statusOf('while away 2') === 'delivered');
  });

  it('catch up after one was away, and the list tells what is unread', async () => {
    await bruno.client.loadConversations('artist');
    await bruno.client.loadMessages(conversationId);
    const unread = () => selectConversations(bruno.client.getState(), 'artist')[0]?.me.unreadCount;
    bruno.readAll();
    await until(() => unread() === 0);
    bruno.client.stop();
    for (const content of ['one', 'two', 'three']) alice.say(content);
    await until(() => alice.statusOf('three') === 'sent');
    bruno.client.start();
    await until(() => bruno.contents.slice(-3).join() === 'one,two,three');
    expect(unread()).toBe(3);
    await until(() => alice.statusOf('three') === 'delivered');
    await until(() => selectUnreadTotal(bruno.client.getState(), 'artist') === 3);
  });
});

describe('a device that was away', () => {
  /** What a person would see of everything, the whole thread included. */
  const screens = (phone: Phone) => {
    const { version: _, ...view } = phone.view!;
    const rows = phone.thread.map(({ seq, content, status }) => ({ seq, content, status }));
    const list = selectConversations(phone.client.getState(), 'artist').map(({ id }) => id);
    return { view: { ...view, peerPresence: undefined }, rows, list };
  };
  const whole = async (phone: Phone) => {
    await phone.client.loadConversations('artist');
    for (let { hasMore, messages } = await phone.client.loadMessages(conversationId); hasMore;) {
      const beforeSeq = messages[0]?.seq ?? 1;
      ({ hasMore, messages } = await phone.client.loadMessages(conversationId, { beforeSeq }));
    }
  };

  it('ends up like a fresh one, more than a page later', async () => {
    alice.say('before');
    await until(() => bruno.contents.includes('before'));
    await whole(bruno);
    bruno.readAll();
    bruno.say('see you');
    await until(() => alice.contents.includes('see you'));
    bruno.client.stop();
    alice.readAll();
    for (let n = 0; n < 40; n += 1) alice.say(`missed ${n}`);
    await until(() => alice.statusOf('missed 39') === 'sent');
    bruno.client.start();
    await until(() => bruno.contents.includes('missed 39') && bruno.contents.includes('missed 0'));

    const fresh = await new Phone(people.bruno, idOf).start();
    await whole(fresh);
    await until(() => JSON.stringify(screens(bruno)) === JSON.stringify(screens(fresh)));
    expect(screens(bruno).view.me.unreadCount).toBe(40);
    expect(bruno.statusOf('see you')).toBe('read');
    fresh.client.stop();
  });

  it('notices within seconds of coming to the front that its link is dead, and gets what it missed', async () => {
    const network = await startFaultProxy(server.url);
    const tablet = await new Phone(people.bruno, idOf, network.url).start();
    await whole(tablet);
    network.set({ stopWriting: 'all' });
    alice.say('into the void');
    await until(() => bruno.contents.includes('into the void'));
    tablet.client.foreground();
    expect(tablet.client.socket.state).toBe('connected');
    await until(() => tablet.client.socket.state === 'reconnecting', { timeout: 4_000 });
    expect(tablet.contents).not.toContain('into the void');
    network.set({});
    await until(() => tablet.contents.includes('into the void'));
    tablet.client.stop();
    await network.close();
  });
});

describe('a session', () => {
  it('on two devices shows what is sent and read on one on the other', async () => {
    const tablet = await new Phone(people.bruno, idOf).start();
    await tablet.client.loadConversation(conversationId);
    await bruno.client.loadConversation(conversationId);
    alice.say('for both');
    for (const device of [tablet, bruno]) await until(() => device.contents.includes('for both'));
    bruno.readAll();
    await until(() => tablet.view?.me.unreadCount === 0);
    tablet.say('from the tablet');
    await until(() => bruno.contents.includes('from the tablet'));
    expect(bruno.thread.at(-1)).toMatchObject({ mine: true, seq: expect.any(Number) as number });
    tablet.client.stop();
  });

  it('that was revoked ends at once on its device, and what waited goes out after signing in again', async () => {
    await alice.client.api.call('logout');
    await until(() => alice.client.session.status === 'expired');
    expect(alice.client.socket.state).toBe('idle');
    alice.say('patience');
    await until(() => alice.statusOf('patience') === 'queued');
    await alice.client.session.signIn({ email: people.alice.email, password: DEMO_PASSWORD });
    await until(() => bruno.contents.includes('patience'));
    await alice.client.session.signOut();
    expect(alice.client.getState()).toMatchObject({ userId: undefined, conversations: {} });
  });
});
