import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addPeople,
  DEMO_PASSWORD,
  people,
  person,
  startTestHost,
  startTestServer,
  type TestHost,
  type TestServer,
} from '@duet/testkit';
import { Client } from 'pg';
import { readConfig } from '../../src/config.ts';
import { World, type Target } from './world.ts';

const DUET_SECRET = 'a5'.repeat(32);
const dora = person('01900000-0000-7000-8000-0000000d02a0', 'Dora', ['artist']);
const login = ({ email }: { email: string }) => ({ email, password: DEMO_PASSWORD });

/** A real server with four people and an administrator on it, and a look inside. `patience` is what `env` makes the server's. */
export async function startHostileWorld(env: Record<string, string>, patience = 1) {
  const webRoot = await mkdtemp(join(tmpdir(), 'duet-web-'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Duet</title>');
  const host = await startTestHost();
  const server = await startTestServer({
    env: { LOG_LEVEL: 'info', WEB_ROOT: webRoot, DUET_SECRET, ...host.env, ...env },
  });
  const sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, [dora]);
  const world = await World.open({
    url: server.url,
    people: {
      customer: login(people.alice),
      artist: login(people.bruno),
      otherCustomer: login(people.carol),
      otherArtist: login(dora),
    },
    admin: login(people.ada),
    patience,
    probes: probes(server, host, sql),
  });
  return {
    world,
    server,
    async stop() {
      await world.close();
      await sql.end();
      await server.stop();
      await host.stop();
      await rm(webRoot, { recursive: true });
    },
  };
}

/** What `startHostileWorld` answers. */
export type HostileWorld = Awaited<ReturnType<typeof startHostileWorld>>;

function probes(server: TestServer, host: TestHost, sql: Client): Target['probes'] {
  const { keys } = readConfig({ DATABASE_URL: server.databaseUrl, DUET_SECRET });
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return {
    sign(header, claims) {
      const text = `${encode(header)}.${encode(claims)}`;
      return `${text}.${createHmac('sha256', keys.accessToken[0]).update(text).digest('base64url')}`;
    },
    host: {
      issue: ({ sub, ...claims }) => host.issue('nobody', { sub, ...claims } as never),
      keys: host.keys,
    },
    log: () => server.log(),
    async putConversation(id, as) {
      await sql.query('UPDATE conversations SET status = $2 WHERE id = $1', [id, as]);
    },
  };
}
