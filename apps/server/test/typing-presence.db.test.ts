import { Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let server: TestServer;
let alice: Device;
let bruno: Device;
let conversationId: string;

beforeAll(async () => {
  server = await startTestServer();
  alice = await Device.connect(server.url, people.alice);
  bruno = await Device.connect(server.url, people.bruno);
  const pair = { customerId: people.alice.id, artistId: people.bruno.id };
  conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
  const body = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' } as const;
  await alice.get('sendMessage', { params: { id: conversationId }, body });
});
afterAll(async () => {
  alice.close();
  bruno.close();
  await server.stop();
});

describe('typing', () => {
  it('ends for the other person when the device it is done on is gone', async () => {
    const phone = await Device.connect(server.url, people.alice);
    await phone.emit('join:conversation', { conversationId });
    await phone.emit('typing:start', { conversationId });
    phone.close();
    await until(() => bruno.received('user:typing').length === 2);
    expect(bruno.received('user:typing').map(({ typing }) => typing)).toEqual([true, false]);
  });

  it('reaches nobody who does not see the conversation', async () => {
    const carol = await Device.connect(server.url, people.carol);
    const pair = { customerId: people.carol.id, artistId: people.bruno.id };
    const { conversation } = await carol.get('createConversation', { body: pair });
    await carol.emit('join:conversation', { conversationId: conversation.id });
    const heard = bruno.events.length;
    expect(await carol.emit('typing:start', { conversationId: conversation.id })).toMatchObject({ ok: true });
    carol.close();
    await bruno.emit('connection:check', {});
    expect(bruno.events).toHaveLength(heard);
  });
});

describe('presence', () => {
  const show = (showPresence: boolean) => bruno.get('updateMe', { body: { settings: { showPresence } } });
  const join = async () => {
    const ack = await alice.emit('join:conversation', { conversationId });
    if (!ack.ok) throw new Error(ack.error.code);
    return ack.data.presence;
  };
  const presence = { userId: people.bruno.id, lastSeenAt: null };

  it('is hidden by a setting at once, from who watches and who comes to watch, online or not', async () => {
    expect(await join()).toEqual({ ...presence, online: true });
    await show(false);
    await until(() => alice.received('user:presence').at(-1)?.online === false);
    expect(alice.received('user:presence').at(-1)).toEqual({ ...presence, online: false });
    expect(await join()).toEqual({ ...presence, online: false });
    // Coming and going says nothing either.
    const heard = alice.received('user:presence').length;
    bruno.close();
    const again = await Device.connect(server.url, people.bruno);
    again.close();
    await until(async () => (await lastSeenRecords()) > 0);
    for (const told of alice.received('user:presence').slice(heard)) {
      expect(told).toEqual({ ...presence, online: false });
    }
    expect(await join()).toEqual({ ...presence, online: false });
    bruno = await Device.connect(server.url, people.bruno);
    await show(true);
    await until(() => alice.received('user:presence').at(-1)?.online === true);
    expect(await join()).toEqual({ ...presence, online: true });
  });

  it('is of a person, not of a device', async () => {
    await join();
    const heard = alice.received('user:presence').length;
    const tablet = await Device.connect(server.url, people.bruno);
    bruno.close();
    tablet.close();
    await until(() => alice.received('user:presence').length > heard);
    const told = alice.received('user:presence').slice(heard);
    expect(told).toEqual([{ ...presence, online: false, lastSeenAt: expect.any(String) as string }]);
    bruno = await Device.connect(server.url, people.bruno);
    await until(() => alice.received('user:presence').at(-1)?.online === true);
  });
});

it('neither typing nor presence asks the database, but for a block where somebody begins to watch', async () => {
  const round = async () => {
    for (const [device, other] of [
      [alice, bruno],
      [bruno, alice],
    ] as const) {
      const heard = other.received('user:typing').length;
      const answers = [
        await device.emit('join:conversation', { conversationId }),
        await device.emit('typing:start', { conversationId }),
        await device.emit('typing:stop', { conversationId }),
        await device.emit('leave:conversation', { conversationId }),
      ];
      for (const answer of answers) expect(answer.ok).toBe(true);
      await until(() => other.received('user:typing').length === heard + 2);
    }
  };
  await round();
  const before = await statementsByEvents();
  const begun = performance.now();
  let rounds = 0;
  // Longer than what is known of a session would last.
  while (performance.now() - begun < 5_000) {
    await round();
    rounds += 1;
  }
  expect(rounds).toBeGreaterThan(50);
  expect(await statementsByEvents()).toEqual(before);
});

/** How often each statement ran, but for those that jobs and watches run by the clock. */
async function statementsByEvents(): Promise<Record<string, number>> {
  const byTheClock =
    /^(sync_|session_(find_ended|trim)|message_fill_read_at|conversation_(find_block|trim|find_unread|spread_rename|settle)|search_|image_|audit_head|pack_|privacy_|proposal_|connect$)/;
  const counts = (await statements()).filter(([name]) => !byTheClock.test(name));
  return Object.fromEntries(counts);
}

async function lastSeenRecords(): Promise<number> {
  return Object.fromEntries(await statements())['user_update_last_seen'] ?? 0;
}

async function statements(): Promise<[name: string, count: number][]> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  const counts = metrics.matchAll(
    /^duet_database_statement_duration_seconds_count\{statement="(\w+)",outcome="ok"\} (\d+)$/gm,
  );
  return [...counts].map(([, name, count]) => [name!, Number(count)]);
}
