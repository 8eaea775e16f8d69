import { setTimeout as sleep } from 'node:timers/promises';
import {
  addPeople,
  History,
  people,
  peerOf,
  person,
  Phone,
  readConversations,
  seededRandom,
  startFaultProxy,
  startOutsider,
  startReader,
  type Bystander,
  type FaultProxy,
  type FinalConversation,
  type Pair,
  type TestPerson,
  type Violation,
} from '@duet/testkit';
import { Client } from 'pg';
import { watchMachine } from './processes.ts';
import { superviseServer, type SupervisedServer } from './supervisor.ts';

const { alice, bruno, carol } = people;
const dora = person('01900000-0000-7000-8000-00000000d02a', 'Dora', ['customer']);
const emil = person('01900000-0000-7000-8000-00000000e311', 'Emil', ['artist']);
const frida = person('01900000-0000-7000-8000-00000000f21d', 'Frida', ['artist']);

/** Two customers and two artists, so that everybody has two conversations. */
const PAIRS: readonly Pair[] = [alice, dora].flatMap((customer) =>
  [bruno, emil].map((artist) => ({ customerId: customer.id, artistId: artist.id })),
);
/** After this nobody waits for devices to agree with the server any more. */
const REST_MS = 90_000;

/** A device, and the conversations of its person. */
export interface Participant {
  readonly phone: Phone;
  /** It is reached through the world's `line`. */
  readonly onLine: boolean;
  readonly conversationIds: readonly string[];
}

/**
 * Four people with two devices each, who write to each other through a server that a fault may end; two of them also
 * read everything over REST, and two outsiders try every door.
 */
export class World {
  readonly history = new History();
  readonly random: () => number;
  readonly server: SupervisedServer;
  /** The network of everybody's first device; the second ones have one that nothing happens to. */
  readonly line: FaultProxy;
  readonly participants: Participant[] = [];
  readonly conversationIds: string[] = [];
  /** What the fault found out beside the history. */
  readonly notes: string[] = [];
  readonly violations: Violation[] = [];
  /** Whether the machine has been ours since this world began; where it was not, no time is judged. */
  readonly isMachineOurs = watchMachine();
  readonly #bystanders: Bystander[] = [];
  #sent = 0;
  #active: readonly Participant[] = [];

  private constructor(parts: { seed: number; server: SupervisedServer; line: FaultProxy }) {
    this.random = seededRandom(parts.seed);
    this.server = parts.server;
    this.line = parts.line;
  }

  /** Everybody is signed in and has opened their conversations. */
  static async open(seed: number): Promise<World> {
    const server = await superviseServer();
    const line = await startFaultProxy(server.url, { random: seededRandom(seed) });
    const world = new World({ seed, server, line });
    await world.invite([dora, emil, frida]);
    for (const [device, url] of [line.url, server.url].entries()) {
      for (const owner of [alice, bruno, dora, emil]) {
        const name = `${owner.name}’s device ${device + 1}`;
        const phone = new Phone({ url, person: owner, name, history: world.history });
        await phone.signIn();
        const pairs = PAIRS.filter(({ customerId, artistId }) => [customerId, artistId].includes(owner.id));
        const conversationIds: string[] = [];
        for (const pair of pairs) conversationIds.push(await phone.open(pair));
        world.participants.push({ phone, onLine: url === line.url, conversationIds });
      }
    }
    world.conversationIds.push(
      ...new Set(world.participants.flatMap(({ conversationIds }) => conversationIds)),
    );
    const { history } = world;
    const { url } = server;
    for (const reader of [alice, emil])
      world.#bystanders.push(
        await startReader({ url, person: reader, name: `${reader.name} reading`, history }),
      );
    for (const outsider of [carol, frida])
      world.#bystanders.push(await startOutsider({ url, person: outsider, name: outsider.name, history }));
    return world;
  }

  /** Adds people to the marketplace. */
  invite(newcomers: readonly TestPerson[]): Promise<void> {
    return inDatabase(this.server, (client) => addPeople(client, newcomers));
  }

  /** Writing, reading and looking on go on from now, at an even pace, until the returned function is called. */
  startLoad(perSecond: number): () => Promise<void> {
    this.#active = this.participants;
    const timer = setInterval(() => this.#act(), 1_000 / perSecond);
    let running = true;
    const looking = this.#bystanders.map(async (bystander) => {
      while (running) await bystander.look(this.conversationIds);
    });
    return async () => {
      running = false;
      clearInterval(timer);
      await Promise.all(looking);
    };
  }

  /** These neither write nor read any more; those who look on go on. */
  silence(participants: readonly Participant[]): void {
    this.#active = this.#active.filter((participant) => !participants.includes(participant));
  }

  /** Everybody writes and reads again. */
  rouse(): void {
    this.#active = this.participants;
  }

  #act(): void {
    if (this.#active.length === 0) return;
    const { phone, conversationIds } = this.pick(this.#active);
    const id = this.pick(conversationIds);
    this.#sent += 1;
    // An answer to a message that does not exist is refused for good, and those behind it go on.
    const refused = this.random() < 0.04;
    phone.say(id, `canary ${phone.name} ${this.#sent}`, refused ? { replyToId: crypto.randomUUID() } : {});
    if (this.random() < 0.1) phone.client.keystroke(id);
    if (this.random() < 0.3) {
      const reader = this.pick(this.#active);
      reader.phone.look(this.pick(reader.conversationIds));
    }
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  /**
   * Waits until every device shows what the database holds, untouched. Answers what differed at `deadline`, a time of
   * `performance.now()`, whatever has become of it since; on a machine that is not ours, what never came to be the same.
   */
  async rest(deadline: number): Promise<string[]> {
    let late: string[] = [];
    for (const begun = performance.now(); ; await sleep(50)) {
      const differences = await this.#differences();
      const now = performance.now();
      if (now > deadline && late.length === 0) late = differences;
      if (differences.length > 0 && now <= begun + REST_MS) continue;
      return this.isMachineOurs() ? late : differences;
    }
  }

  /** Whether this device has told the server everything its person wrote. */
  hasSentAll({ phone, conversationIds }: Participant): boolean {
    return conversationIds.every((id) =>
      phone.rows(id).every(({ seq, status }) => seq !== null || status === 'failed'),
    );
  }

  /** Whether something took longer than it may, and nobody else is to blame. */
  isLate(tookMs: number, dueMs: number): boolean {
    return tookMs > dueMs && this.isMachineOurs();
  }

  /** What the database holds. */
  readStored(): Promise<FinalConversation[]> {
    return inDatabase(this.server, readConversations);
  }

  /** In which devices differ from the database, or will. */
  async #differences(): Promise<string[]> {
    const conversations = new Map(
      (await this.readStored()).map((conversation) => [conversation.id, conversation]),
    );
    return this.participants.flatMap(({ phone, conversationIds }) =>
      conversationIds.flatMap((id) => {
        const view = phone.view(id);
        if (!phone.connected || !view) return [`${phone.name} is not connected`];
        const { lastSeq, sides } = conversations.get(id)!;
        const { [view.me.role]: own, [peerOf(view.me.role)]: peer } = sides;
        const rows = phone.rows(id);
        const shown = rows.flatMap(({ seq }) => seq ?? []);
        const wrong = {
          unanswered: rows.some(({ seq, status }) => seq === null && status !== 'failed'),
          behind: shown.at(-1) !== lastSeq,
          holes: shown.length !== lastSeq - shown[0]! + 1,
          unread: view.me.unreadCount !== own.unread,
          'own read': view.me.readSeq !== own.read,
          'peer’s read': view.peer.readSeq !== peer.read,
          'peer’s delivered': view.peer.deliveredSeq !== peer.delivered,
        };
        return Object.entries(wrong).flatMap(([what, is]) => (is ? [`${phone.name}: ${what}`] : []));
      }),
    );
  }

  async close(): Promise<void> {
    for (const { phone } of this.participants) phone.client.stop();
    for (const bystander of this.#bystanders) await bystander.close();
    await this.line.close();
    await this.server.stop();
  }
}

/** A connection for one question: those that stay die with the database. */
async function inDatabase<Answer>(
  { databaseUrl }: SupervisedServer,
  ask: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}
