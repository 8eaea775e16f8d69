import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@duet/local-postgres';
import { until } from '@duet/testkit';
import { installDebianPackages } from '../../tools/debian-packages.ts';
import { run } from '../../tools/program.ts';
import type { Pair } from '../generator/wire.ts';
import { readStoredKeys, tidy } from './bulk.ts';
import type { Database } from './database.ts';
import type { PairIndex, ServerProcess, Subject } from './subject.ts';

const PASSWORD = 'bench';
const SCHEMA = '/usr/share/ejabberd/sql/pg.sql';
/** Where Debian has Erlang's libraries, and the older place of other architectures. */
const ERL_LIBS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib'].join(':');
const START_MS = 60_000;

/** Debian's ejabberd with people, passwords and archive (MAM) in PostgreSQL, on a folder of its own. */
export async function startEjabberd(database: Database): Promise<Subject> {
  if (!(await installDebianPackages(['ejabberd', 'erlang-p1-pgsql'], 'The peer ejabberd')))
    throw new Error('ejabberd cannot be measured here: leave it out with --subjects.');
  const schema = await readFile(SCHEMA, 'utf8');
  await database.use((client) => client.query(schema));
  const { output } = await run(['dpkg-query', '--show', '--showformat=${Version}', 'ejabberd']);
  const home = await mkdtemp(join(tmpdir(), 'duet-ejabberd-'));
  const server = await startServer(home, database.url);
  const toPair = ({ customer, artist }: PairIndex): Pair => ({
    conversationId: '',
    people: [
      { id: `c${customer}`, token: PASSWORD },
      { id: `a${artist}`, token: PASSWORD },
    ],
  });

  return {
    name: 'ejabberd',
    version: `ejabberd ${output}; archive of both people, acknowledged by stream management`,
    database,
    server,
    fill: (pairs, messagesEach) =>
      database.use(async (client) => {
        for (const pair of pairs) {
          const people = toPair(pair).people.map(({ id }) => id);
          await client.query(INSERT_USERS, [people, PASSWORD]);
          if (messagesEach > 0) await client.query(INSERT_ARCHIVE, [...people, messagesEach]);
        }
        await tidy(client);
      }),
    connectOrder: async (pairs) => ({ wire: 'xmpp', url: server.url, pairs: pairs.map(toPair) }),
    async historyRead(pair, { stored, depth }) {
      const [me, peer] = toPair(pair).people;
      const before = depth === 0 ? '' : String((stored - depth + 1) * STEP_MICROSECONDS);
      return { kind: 'archive', url: server.url, user: me.id, password: me.token, peer: peer.id, before };
    },
    inboxRead: async () => undefined,
    // Each message stands in the archives of both; a customer's holds all of the pair.
    storedKeys: () =>
      readStoredKeys(
        database,
        "SELECT txt AS content FROM archive WHERE username LIKE 'c%' ORDER BY username, timestamp, id",
      ),
    async stop() {
      await server.kill('SIGKILL');
      await rm(home, { recursive: true, force: true });
      await database.stop();
    },
  };
}

/** Stored messages are so far apart, from 1970 on; an archive's ids are its times. */
const STEP_MICROSECONDS = 1_000_000;
const INSERT_USERS = `INSERT INTO users (username, password) SELECT name, $2 FROM unnest($1::text[]) AS name
  ON CONFLICT DO NOTHING`;
const INSERT_ARCHIVE = `
  INSERT INTO archive (username, timestamp, peer, bare_peer, xml, txt, kind, nick)
  SELECT owner, n::bigint * ${STEP_MICROSECONDS}, peer || '@localhost', peer || '@localhost',
    format('<message xml:lang=''en'' to=''%s@localhost'' from=''%s@localhost'' type=''chat'' id=''%s'' xmlns=''jabber:client''><body>%s</body></message>',
      receiver, sender, gen_random_uuid(), body), body, 'chat', ''
  FROM generate_series(1, $3::integer) AS n,
    LATERAL (SELECT 'Message ' || n || repeat(' and so on', 10) AS body,
      CASE n % 2 WHEN 1 THEN $1::text ELSE $2::text END AS sender,
      CASE n % 2 WHEN 1 THEN $2::text ELSE $1::text END AS receiver) AS said,
    LATERAL (VALUES ($1::text, $2::text), ($2, $1)) AS copy (owner, peer)`;

async function startServer(
  home: string,
  databaseUrl: string,
): Promise<ServerProcess & { readonly pid: number }> {
  const port = await freePort();
  await mkdir(join(home, 'spool'));
  const config = join(home, 'ejabberd.yml');
  await writeFile(config, configuration(port, new URL(databaseUrl)), { mode: 0o600 });
  let child: ChildProcess;
  const restart = async (): Promise<void> => {
    child = spawn(
      'erl',
      [
        '+K',
        'true',
        '+P',
        '250000',
        '-noinput',
        '-mnesia',
        'dir',
        `"${join(home, 'spool')}"`,
        '-s',
        'ejabberd',
      ],
      {
        env: {
          ...process.env,
          ERL_LIBS,
          EJABBERD_CONFIG_PATH: config,
          EJABBERD_LOG_PATH: join(home, 'ejabberd.log'),
        },
        stdio: 'ignore',
      },
    );
    await until(() => answers(port), { timeout: START_MS });
  };
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  await restart();
  return {
    url: `xmpp://127.0.0.1:${port}`,
    get pid() {
      return child.pid!;
    },
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
    restart,
  };
}

async function answers(port: number): Promise<true> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  return true;
}

/** What Debian's own configuration has for messages, without encryption, limits of rate, or what is not used here. */
function configuration(port: number, { hostname, port: databasePort, username, password }: URL): string {
  return `
hosts: [localhost]
loglevel: warning
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 65536
    shaper: none
    access: all
    backlog: 1000
auth_method: sql
auth_password_format: plain
default_db: sql
sql_type: pgsql
sql_server: "${hostname}"
sql_port: ${databasePort}
sql_database: postgres
sql_username: "${username}"
sql_password: "${password}"
sql_pool_size: 10
sql_prepared_statements: true
modules:
  mod_mam:
    db_type: sql
    default: always
    assume_mam_usage: true
    cache_size: 100000
  mod_stream_mgmt: {}
`;
}
