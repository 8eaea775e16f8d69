import {
  Device,
  hasRedis,
  people,
  startTestRedis,
  startTestServer,
  until,
  type TestRedis,
  type TestServer,
} from '@duet/testkit';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Redis holds only what may be lost. Debian's redis-server stands here for any.

describe.skipIf(!hasRedis)('with Redis between two nodes', () => {
  let redis: TestRedis;
  let node: TestServer;
  let other: TestServer;
  let alice: Device;
  let bruno: Device;
  let carol: Device;
  let conversationId: string;

  beforeAll(async () => {
    redis = await startTestRedis();
    node = await startTestServer({ env: { REDIS_URL: redis.url } });
    other = await startTestServer({ databaseUrl: node.databaseUrl, env: { REDIS_URL: redis.url } });
    alice = await Device.connect(node.url, people.alice);
    bruno = await Device.connect(other.url, people.bruno);
    carol = await Device.connect(other.url, people.carol);
    const pair = { customerId: people.alice.id, artistId: people.bruno.id };
    conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
    await say(alice);
  });
  afterAll(async () => {
    for (const device of [alice, bruno, carol]) device.close();
    await other.stop();
    await node.stop();
    await redis.stop();
  });

  it('a node need not ask the database who is in a conversation that another one knows', async () => {
    await say(alice);
    await inRedis(async (client) => void (await until(() => client.exists(key()))));
    const before = await lookups(other);
    await say(bruno);
    expect(await lookups(other)).toBe(before);
  });

  it('what somebody writes into Redis lets nobody in', async () => {
    await inRedis((client) => client.set(key(), `${people.carol.id}:${people.bruno.id}`));
    const fresh = await startTestServer({ databaseUrl: node.databaseUrl, env: { REDIS_URL: redis.url } });
    const intruder = await Device.connect(fresh.url, people.carol);
    expect(await intruder.call('listMessages', { params: { id: conversationId } })).toMatchObject({
      status: 404,
    });
    intruder.close();
    await fresh.stop();
  });

  it('without it everything works, and it is taken up again', async () => {
    await redis.kill();
    const fresh = await startTestServer({ databaseUrl: node.databaseUrl, env: { REDIS_URL: redis.url } });
    const early = await Device.connect(fresh.url, people.alice);
    for (const device of [alice, bruno, early]) await say(device);
    const stranger = await carol.call('listMessages', { params: { id: conversationId } });
    expect(stranger).toMatchObject({ status: 404 });
    early.close();
    await fresh.stop();

    await redis.restart();
    await until(() => other.log().includes('Redis is back'));
    const pair = { customerId: people.carol.id, artistId: people.bruno.id };
    const { conversation } = await carol.get('createConversation', { body: pair });
    await say(carol, conversation.id);
    await say(bruno, conversation.id);
    await inRedis((client) => until(() => client.exists(`duet:members:${conversation.id}`)));
  });

  const key = () => `duet:members:${conversationId}`;

  async function inRedis<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(redis.url);
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  async function say(device: Device, to = conversationId): Promise<void> {
    const draft = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' } as const;
    expect(await device.emit('message:send', { conversationId: to, ...draft })).toMatchObject({ ok: true });
  }

  /** How often a node has asked the database who is in a conversation. */
  function lookups(server: TestServer): Promise<number> {
    return server.metric('duet_database_statement_duration_seconds_count{statement="conversation_members"');
  }
});
