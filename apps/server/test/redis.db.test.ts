import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RATES } from '@duet/contract';
import {
  callRoute,
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

// Redis holds only what may be lost. Debian's redis-server stands here for any, with the user that the documents ask for.

const PRODUCTION = join(import.meta.dirname, '../../../docs/production.md');
const [, USER = ''] = /^user (duet on >PASSWORD .+)$/m.exec(readFileSync(PRODUCTION, 'utf8')) ?? [];
const [{ burst }] = RATES.write.device;

describe.skipIf(!hasRedis)('with Redis between two nodes', () => {
  let redis: TestRedis;
  let node: TestServer;
  let other: TestServer;
  let alice: Device;
  let bruno: Device;
  let carol: Device;
  let conversationId: string;

  beforeAll(async () => {
    redis = await startTestRedis(USER);
    node = await startTestServer({ env: env() });
    other = await startTestServer({ databaseUrl: node.databaseUrl, env: env() });
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
    const fresh = await startTestServer({ databaseUrl: node.databaseUrl, env: env() });
    const intruder = await Device.connect(fresh.url, people.carol);
    expect(await intruder.call('listMessages', { params: { id: conversationId } })).toMatchObject({
      status: 404,
    });
    intruder.close();
    await fresh.stop();
  });

  it('what is taken at one node is not there to take at the other', async () => {
    await inRedis(async (client) => {
      let told = 0;
      client.on('message', () => (told += 1));
      await client.subscribe('duet:takings');
      await until(async () => !(await mayChange(node, alice)));
      const before = told;
      await until(async () => {
        await mayChange(node, alice);
        return told > before;
      });
    });
    let there = 0;
    await until(async () => {
      if (!(await mayChange(other, alice))) return true;
      there += 1;
      return false;
    });
    expect(there).toBeLessThan(burst / 2);
    expect(await mayChange(other, bruno)).toBe(true);
  });

  it('its user may do what nodes do, and nothing else', async () => {
    // Nothing was refused to a node in all that came before.
    expect(await inRedis((client) => client.acl('LOG'))).toEqual([]);
    await inRedis(async (client) => {
      for (const command of [
        'CONFIG GET *',
        'FLUSHALL',
        'KEYS *',
        `DEL ${key()}`,
        'GET somebody:else',
        'GET duet:takings',
        'PUBLISH elsewhere hello',
        'SUBSCRIBE elsewhere',
        'ACL LIST',
        'EVAL return 0',
        'CLIENT LIST',
        'MONITOR',
      ]) {
        const [name = '', ...args] = command.split(' ');
        await expect(client.call(name, ...args), command).rejects.toThrow('NOPERM');
      }
    }, asDuet());
  });

  it('without it everything works, and it is taken up again', async () => {
    await redis.kill();
    const fresh = await startTestServer({ databaseUrl: node.databaseUrl, env: env() });
    const early = await Device.connect(fresh.url, people.alice);
    for (const device of [alice, bruno, early]) await say(device);
    const stranger = await carol.call('listMessages', { params: { id: conversationId } });
    expect(stranger).toMatchObject({ status: 404 });
    // And nothing is open: each node has limits of its own.
    await until(async () => !(await mayChange(fresh, early)));
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

  const asDuet = () => redis.url.replace('//', '//duet:PASSWORD@');
  const env = () => ({ REDIS_URL: asDuet(), RATE_FACTOR: '1' });
  const key = () => `duet:members:${conversationId}`;

  /** Whether something may still be changed there by this person. */
  async function mayChange(server: TestServer, { accessToken }: Device): Promise<boolean> {
    const answer = await callRoute(server.url, 'updateMe', { body: { timeZone: 'UTC' } }, accessToken);
    expect([200, 429]).toContain(answer.status);
    return answer.ok;
  }

  async function inRedis<T>(work: (client: Redis) => Promise<T>, url = redis.url): Promise<T> {
    const client = new Redis(url, { disableClientInfo: true });
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
