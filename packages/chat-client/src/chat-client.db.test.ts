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
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { ChatClient } from './client.ts';
import {
  selectBooking,
  selectConversation,
  selectConversations,
  selectUnreadTotal,
} from './conversation-view.ts';
import type { Connection } from './connection.ts';
import { systemEnvironment, type Environment } from './environment.ts';
import { memoryStorage } from './key-value-storage.ts';
import { OfflineMessageQueue } from './offline-message-queue.ts';
import type { TokenStorage } from './session.ts';
import { selectMessages } from './thread-message.ts';

let server: TestServer;
let alice: Phone;
let bruno: Phone;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** What outlives the app on a device. */
class Disk {
  readonly storage = memoryStorage();
  #token: string | null = null;
  readonly tokens: TokenStorage = {
    get: async () => this.#token,
    set: async (value) => void (this.#token = value),
    remove: async () => void (this.#token = null),
  };
}

/** A person's device: a client with a storage of its own, and what its screen would show. */
class Phone {
  readonly client: ChatClient;
  readonly person: TestPerson;
  readonly #conversationId: () => string;

  constructor(
    person: TestPerson,
    conversationId: () => string,
    {
      baseUrl = server.url,
      disk = new Disk(),
      timeZone = 'UTC',
      around = {},
    }: { baseUrl?: string; disk?: Disk; timeZone?: string; around?: Partial<Environment> } = {},
  ) {
    this.person = person;
    this.#conversationId = conversationId;
    const queue = new OfflineMessageQueue({ storage: disk.storage });
    const environment = { ...systemEnvironment, timeZone: () => timeZone, ...around };
    this.client = new ChatClient({ baseUrl, ...disk, queue, environment });
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

  it('see where the other is, as their device says, but not where it does not know', async () => {
    const tour = await new Phone(people.alice, idOf, { timeZone: 'Asia/Seoul' }).start();
    tour.say('Hello from far away');
    await until(() => bruno.view?.peer.user.timeZone === 'Asia/Seoul', { timeout: 15_000 });
    expect(tour.client.session.user?.timeZone).toBe('Asia/Seoul');
    tour.client.stop();
    const lost = await new Phone(people.alice, idOf).start();
    lost.say('And hello again');
    await until(() => bruno.contents.includes('And hello again'));
    expect(bruno.view?.peer.user.timeZone).toBe('Asia/Seoul');
    lost.client.stop();
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

describe('what is unread', () => {
  it('is read and gone from the total, though who wrote it is suspended meanwhile', async () => {
    await bruno.client.loadConversations('artist');
    await bruno.client.loadMessages(conversationId);
    const total = () => selectUnreadTotal(bruno.client.getState(), 'artist');
    alice.say('last words');
    await until(() => bruno.contents.includes('last words') && total() > 0);
    const sql = new Client({ connectionString: server.databaseUrl });
    await sql.connect();
    const suspend = (moment: Date | null) =>
      sql.query('UPDATE users SET suspended_at = $2 WHERE id = $1', [people.alice.id, moment]);
    try {
      await suspend(new Date());
      bruno.readAll();
      await until(() => total() === 0 && bruno.view?.me.unreadCount === 0);
    } finally {
      await suspend(null);
      await sql.end();
    }
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
    const tablet = await new Phone(people.bruno, idOf, { baseUrl: network.url }).start();
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

describe('a connection', () => {
  it('that is lost and made anew fifty times brings each event once', async () => {
    const heard: string[] = [];
    let line: Connection | undefined;
    const connect: Environment['connect'] = (url, listener) =>
      (line = systemEnvironment.connect(url, {
        ...listener,
        onEvent: (name, payload) => {
          heard.push(name);
          listener.onEvent(name, payload);
        },
      }));
    const tablet = await new Phone(people.bruno, idOf, { around: { connect, random: () => 0 } }).start();
    await tablet.client.loadMessages(conversationId);
    for (let lost = 0; lost < 50; lost += 1) {
      line?.hangUp();
      expect(tablet.client.socket.state).toBe('reconnecting');
      await tablet.untilConnected();
    }
    heard.length = 0;
    alice.say('once is enough');
    await until(() => tablet.contents.includes('once is enough'));
    expect(heard.filter((name) => name === 'message:new')).toEqual(['message:new']);
    tablet.client.stop();
  });
});

describe('a message that is sent', () => {
  it('can be edited and taken back, which both see, and what was done without a network follows', async () => {
    const network = await startFaultProxy(server.url);
    const tablet = await new Phone(people.alice, idOf, { baseUrl: network.url }).start();
    await tablet.client.loadConversation(conversationId);
    await tablet.client.loadMessages(conversationId);
    const [edited, unsent] = [tablet.say('rehearsal at six'), tablet.say('never mind me')];
    await until(() => bruno.contents.includes('never mind me'));
    expect(tablet.client.editMessage(conversationId, edited, 'rehearsal at seven')).toBe(true);
    expect(tablet.contents).toContain('rehearsal at seven');
    await until(() => bruno.contents.includes('rehearsal at seven'));
    await until(() => tablet.thread.every(({ change }) => change === undefined));

    network.cut();
    await until(() => tablet.client.socket.state === 'reconnecting');
    expect(tablet.client.unsendMessage(conversationId, unsent)).toBe(true);
    tablet.client.updateConversation(conversationId, { archived: true });
    expect(tablet.contents).not.toContain('never mind me');
    expect(tablet.view?.me.archivedAt).not.toBeNull();
    expect(bruno.contents).toContain('never mind me');
    network.set({});
    await until(() => !bruno.contents.includes('never mind me'), { timeout: 15_000 });
    await until(() => alice.view?.me.archivedAt !== null, { timeout: 15_000 });
    expect(bruno.contents).toContain('rehearsal at seven');
    alice.client.updateConversation(conversationId, { archived: false });
    await until(() => tablet.view?.me.archivedAt === null);
    tablet.client.stop();
    await network.close();
  });
});

describe('a device that was switched off', () => {
  /** What a person sees of their side, with so many of the messages, but for who is there now. */
  const screens = (phone: Phone, newest = Infinity) => {
    const state = phone.client.getState();
    const list = selectConversations(state, 'artist').map(({ id, me, peer, booking, lastMessage }) => {
      return { id, me, peer, booking, last: lastMessage?.content };
    });
    const thread = phone.thread.slice(-newest).map(({ seq, content, status, editedAt, deletedAt }) => {
      return { seq, content, status, editedAt, deletedAt };
    });
    const booking = selectBooking(state, bookings.accepted);
    return JSON.stringify({ list, thread, booking, unread: selectUnreadTotal(state, 'artist') });
  };
  const load = async (phone: Phone) => {
    // A conversation is hidden from who did not open it until there is something in it.
    alice.say('hello');
    await until(() => alice.statusOf('hello') !== 'sending');
    await phone.client.loadConversations('artist');
    await phone.client.loadBookings('artist');
    await phone.client.loadMessages(conversationId);
  };

  it('opens with what it knew, without a network too, and then ends up like a fresh one', async () => {
    const network = await startFaultProxy(server.url);
    const disk = new Disk();
    const before = await new Phone(people.bruno, idOf, { baseUrl: network.url, disk }).start();
    await load(before);
    const [edited, unsent] = [alice.say('to be edited'), alice.say('to be unsent')];
    bruno.say('to be read elsewhere');
    await until(() => alice.statusOf('to be unsent') === 'delivered');
    await until(() => before.contents.includes('to be read elsewhere'));
    before.readAll();
    await until(() => before.view?.me.unreadCount === 0 && alice.statusOf('to be unsent') === 'read');
    const head = `duet.cache/${people.bruno.id}/head`;
    const isKept = (text: string) => until(async () => (await disk.storage.getItem(head))?.includes(text));
    await isKept('"artist":0');
    alice.say('unread');
    await until(() => selectUnreadTotal(before.client.getState(), 'artist') === 1);
    await isKept('"artist":1');
    const known = screens(before, 50);
    before.client.stop();

    const editing = { editId: uuid(), content: 'edited' };
    await alice.client.api.call('editMessage', {
      params: { id: conversationId, clientMessageId: edited },
      body: editing,
    });
    await alice.client.api.call('unsendMessage', { params: { id: conversationId, clientMessageId: unsent } });
    alice.readAll();
    for (let n = 0; n < 35; n += 1) alice.say(`absent ${n}`);
    await until(() => alice.statusOf('absent 34') === 'delivered');
    bruno.readAll();
    await alice.client.updateBookingStatus(bookings.accepted, { status: 'cancelled', version: 1 });

    network.cut();
    const after = new Phone(people.bruno, idOf, { baseUrl: network.url, disk });
    after.client.start();
    await until(() => screens(after, 50) === known);
    await until(() => after.client.socket.state === 'reconnecting');
    expect(screens(after, 50)).toBe(known);
    network.set({});
    await until(() => after.contents.includes('absent 34') && after.contents.includes('edited'), {
      timeout: 15_000,
    });
    expect(after.contents).not.toContain('to be edited');

    const fresh = await new Phone(people.bruno, idOf).start();
    await load(fresh);
    for (const phone of [after, fresh]) {
      while ((phone.thread[0]?.seq ?? 1) > 1) {
        await phone.client.loadMessages(conversationId, { beforeSeq: phone.thread[0]?.seq ?? 1 });
      }
    }
    await until(() => screens(after) === screens(fresh), { timeout: 15_000 });
    expect(after.view?.booking?.status).toBe('cancelled');
    fresh.client.stop();
    after.client.stop();
    await network.close();
  });

  it('tells what was read without a network', async () => {
    const network = await startFaultProxy(server.url);
    const disk = new Disk();
    const before = await new Phone(people.bruno, idOf, { baseUrl: network.url, disk }).start();
    await load(before);
    alice.say('read in a tunnel');
    await until(() => alice.statusOf('read in a tunnel') === 'delivered');
    bruno.client.stop();
    network.cut();
    await until(() => before.client.socket.state === 'reconnecting');
    before.readAll();
    const readSeq = before.view?.me.readSeq;
    const record = `duet.cache/${people.bruno.id}/${conversationId}`;
    await until(async () => (await disk.storage.getItem(record))?.includes(`"read":${readSeq}`));
    before.client.stop();
    expect(alice.statusOf('read in a tunnel')).toBe('delivered');

    network.set({});
    const after = new Phone(people.bruno, idOf, { baseUrl: network.url, disk });
    after.client.start();
    await until(() => alice.statusOf('read in a tunnel') === 'read');
    after.client.stop();
    await network.close();
  });

  it('keeps nothing of who has signed out', async () => {
    const disk = new Disk();
    const phone = await new Phone(people.bruno, idOf, { disk }).start();
    await load(phone);
    await until(async () => (await disk.storage.getAllKeys()).length > 0);
    await phone.client.session.signOut();
    await until(async () => (await disk.storage.getAllKeys()).length === 0);
    phone.client.stop();
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

  it('counts what is unread as its list shows it: not while it is archived, and again when a message brings it back', async () => {
    const tablet = await new Phone(people.bruno, idOf).start();
    const totals = () => [tablet, bruno].map(({ client }) => selectUnreadTotal(client.getState(), 'artist'));
    const both = (total: number) => until(() => totals().every((shown) => shown === total));
    for (const device of [tablet, bruno]) await device.client.loadConversation(conversationId);
    await bruno.client.loadMessages(conversationId);
    bruno.readAll();
    await both(0);
    alice.say('one');
    await both(1);
    bruno.client.updateConversation(conversationId, { archived: true });
    await both(0);
    bruno.client.updateConversation(conversationId, { archived: false });
    await both(1);
    tablet.client.updateConversation(conversationId, { archived: true });
    await both(0);
    await until(() => bruno.view?.me.archivedAt !== null);
    bruno.say('back');
    await both(1);
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

  it('that was ended without its person keeps what they wrote from whoever comes next, and for their return', async () => {
    const signInAs = ({ email }: TestPerson) =>
      alice.client.session.signIn({ email, password: DEMO_PASSWORD });
    await alice.client.api.call('logout');
    await until(() => alice.client.session.status === 'expired');
    alice.say('alice’s own');
    alice.client.drafts.keep(conversationId, { text: 'begun by alice', replyToId: null });
    await until(() => alice.statusOf('alice’s own') === 'queued');

    await signInAs(people.bruno);
    await alice.untilConnected();
    await alice.client.loadMessages(conversationId);
    expect(alice.contents).not.toContain('alice’s own');
    expect(alice.client.drafts.find(conversationId)).toBeUndefined();
    alice.say('bruno’s own');
    await until(() => bruno.contents.includes('bruno’s own'));
    expect(bruno.contents).not.toContain('alice’s own');

    alice.client.session.expire();
    await signInAs(people.alice);
    await until(() => bruno.contents.includes('alice’s own'));
    expect(bruno.thread.filter(({ content }) => content === 'alice’s own')).toMatchObject([{ mine: false }]);
    await until(() => alice.client.drafts.find(conversationId)?.text === 'begun by alice');
  });
});
