import { startFaultProxy, startTestServer, readConversations, type FaultProxy } from '@duet/testkit';
import { Client } from 'pg';
import { PEOPLE, SIDE, toLedger, type Ledger, type Name } from './ledger.ts';
import { sendsIn } from './sends.ts';

/** What a viewer sets of a person's line. */
export interface LineSettings {
  readonly online: boolean;
  /** Milliseconds that everything is under way, each direction. */
  readonly latency: number;
  /** Of a hundred messages that are sent, so many reach the server while their answer, and the line with it, is lost. */
  readonly loss: number;
}

const CALM: LineSettings = { online: true, latency: 0, loss: 0 };

export interface StageState {
  readonly server: 'running' | 'killed';
  readonly lines: Readonly<Record<Name, LineSettings>>;
  readonly ledger: Ledger;
}

/** Two people, each with a line of their own to one server, and the account of what became of what they wrote. */
export interface Stage {
  /** Where each of them finds the app. */
  readonly addresses: Readonly<Record<Name, string>>;
  state(): Promise<StageState>;
  set(name: Name, settings: LineSettings): void;
  /** Ends a line's connections at once: what was under way is gone. */
  cut(name: Name): void;
  /** `kill -9`. */
  killServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the stage on a seeded database. `env` is the server's, beside what it needs to be a test server; `page` may
 * show the app; `ports` are those of the lines, by default free ones.
 */
export async function openStage(options: {
  databaseUrl: string;
  env: Record<string, string>;
  page: string;
  ports?: Readonly<Record<Name, number>>;
}): Promise<Stage> {
  const { databaseUrl, env, page, ports } = options;
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  const server = await startTestServer({ databaseUrl, env: { ...env, DEMO: 'true', DEMO_PAGE: page } });
  const lines = {
    alice: await openLine(server.url, ports?.alice),
    bruno: await openLine(server.url, ports?.bruno),
  };
  const conversationId = await findConversation(database);
  const readConversation = async () => {
    const conversations = await readConversations(database);
    return conversations.find(({ id }) => id === conversationId)!;
  };
  const { lastSeq: since } = await readConversation();
  let isRunning = true;

  return {
    addresses: { alice: addressOf('alice'), bruno: addressOf('bruno') },
    async state() {
      const { alice, bruno } = lines;
      const tries = { alice: alice.tries, bruno: bruno.tries };
      return {
        server: isRunning ? 'running' : 'killed',
        lines: { alice: alice.settings, bruno: bruno.settings },
        ledger: toLedger(await readConversation(), since, tries),
      };
    },
    set: (name, settings) => lines[name].set(settings),
    cut: (name) => lines[name].proxy.reset(),
    async killServer() {
      if (!isRunning) return;
      isRunning = false;
      await server.kill('SIGKILL');
    },
    async startServer() {
      if (isRunning) return;
      await server.restart();
      isRunning = true;
    },
    async close() {
      await Promise.all(PEOPLE.map((name) => lines[name].proxy.close()));
      await server.stop();
      await database.end();
    },
  };

  /** By name, as people open it: only there a browser knows the machine itself by two names. */
  function addressOf(name: Name): string {
    return `http://localhost:${lines[name].proxy.port}/chat/${conversationId}?as=${name}`;
  }
}

interface Line {
  readonly proxy: FaultProxy;
  readonly settings: LineSettings;
  /** What was sent over it, by `clientMessageId`. */
  readonly tries: readonly string[];
  set(settings: LineSettings): void;
}

async function openLine(serverUrl: string, port = 0): Promise<Line> {
  const proxy = await startFaultProxy(serverUrl, { port });
  const tries: string[] = [];
  let settings = CALM;
  const line: Line = {
    proxy,
    tries,
    get settings() {
      return settings;
    },
    set(next) {
      settings = next;
      if (!settings.online) {
        proxy.cut();
        return;
      }
      proxy.set({
        latency: settings.latency,
        loseAnswerTo(bytes) {
          const sent = sendsIn(bytes);
          tries.push(...sent);
          return sent.length > 0 && Math.random() * 100 < settings.loss;
        },
      });
    },
  };
  line.set(CALM);
  return line;
}

async function findConversation(database: Client): Promise<string> {
  const people = PEOPLE.map((name) => `${name}@duet.example`);
  const { rows } = await database.query<{ id: string }>(
    `SELECT c.id FROM conversations c
     JOIN users customer ON customer.id = c.${SIDE.alice}_id AND customer.email = $1
     JOIN users artist ON artist.id = c.${SIDE.bruno}_id AND artist.email = $2`,
    people,
  );
  if (!rows[0])
    throw new Error('Alice and Bruno have no conversation: the database is not that of the demo.');
  return rows[0].id;
}
