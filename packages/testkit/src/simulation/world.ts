import {
  selectConversation,
  selectUnreadTotal,
  type Environment,
  type ThreadMessage,
} from '@duet/chat-client';
import { LIMITS, type Message, type Side } from '@duet/contract';
import { History, type FinalConversation } from '../history.ts';
import { people, type TestPerson } from '../people.ts';
import type { QueueFactory } from '../phone.ts';
import { summaryOf } from '../view-summary.ts';
import { Browser } from './browser.ts';
import { Chance } from './chance.ts';
import { SimulatedDatabase } from './database.ts';
import { Disk } from './disk.ts';
import { Line } from './line.ts';
import { Place } from './place.ts';
import { viewOf, type ConversationRow } from './rows.ts';
import { SimulatedServer } from './server.ts';
import { SimulatedTime } from './time.ts';

const SIDES = ['customer', 'artist'] as const satisfies readonly Side[];
const DAY_MS = 86_400_000;

/** Alice and Bruno, each of whom books the other. */
const alice: TestPerson = { ...people.alice, roles: SIDES };
const bruno: TestPerson = { ...people.bruno, roles: SIDES };
const PAIRS = [
  ['00000000-0000-5000-8000-0000000000c1', { customer: alice, artist: bruno }],
  ['00000000-0000-5000-8000-0000000000c2', { customer: bruno, artist: alice }],
] as const;

/** What a planted mistake puts in the place of the real thing. */
export interface Replacements {
  readonly environment?: (environment: Environment) => Environment;
  readonly queue?: QueueFactory;
}

/** Two people, each with a phone and a browser of one or two tabs, a server, and everything between them. */
export class World {
  readonly chance: Chance;
  readonly time = new SimulatedTime();
  readonly history = new History(() => this.time.now);
  readonly database: SimulatedDatabase;
  readonly server: SimulatedServer;
  readonly lines: Line[] = [];
  readonly disks: Disk[] = [];
  readonly places: Place[] = [];
  #ids = 0;

  constructor(seed: number, replacements: Replacements = {}) {
    const chance = new Chance(seed);
    const { time, history } = this;
    this.chance = chance;
    // In some stories people come too late.
    const editWindowMs = chance.pick([10_000, LIMITS.editWindow]);
    const database = new SimulatedDatabase({ time, pairs: PAIRS, editWindowMs });
    this.database = database;
    this.server = new SimulatedServer({ time, chance, database, people: [alice, bruno] });
    for (const person of [alice, bruno]) {
      const discarded = new Set<string>();
      for (const [device, tabs] of [
        ['phone', 1],
        ['laptop', 1 + chance.upTo(2)],
      ] as const) {
        const line = new Line({ time, chance, server: this.server });
        const disk = new Disk({ time, chance });
        const browser = new Browser();
        // Nobody's clock has to be right.
        const wrongBy = chance.holds(0.3) ? chance.upTo(2 * DAY_MS) - DAY_MS : 0;
        const { environment, queue } = { environment: (given: Environment) => given, ...replacements };
        const given = environment({
          timeZone: () => 'UTC',
          clock: { now: () => time.now + wrongBy, after: (ms, work) => time.after(ms, work) },
          random: chance.random,
          newId: () => this.#newId(),
          fetch: line.fetch,
          connect: line.connect,
          postForm: () => Promise.reject(new Error('Nobody sends images here.')),
        });
        for (let tab = 1; tab <= tabs; tab += 1) {
          const name = `${person.name}’s ${device}${tabs > 1 ? `, tab ${tab}` : ''}`;
          const where = { disk, environment: given, openTab: () => browser.open() };
          this.places.push(
            new Place({ name, person, history, chance, discarded, ...where, ...(queue && { queue }) }),
          );
        }
        this.lines.push(line);
        this.disks.push(disk);
      }
    }
  }

  get conversations(): readonly ConversationRow[] {
    return this.database.conversations;
  }

  /** Everything is well again, and everybody is there. */
  heal(): void {
    this.server.start();
    this.server.busy = false;
    for (const line of this.lines) Object.assign(line, { latencyMs: 50, mishap: 0.02 }).heal();
    for (const disk of this.disks) disk.full = false;
    for (const place of this.places) place.start();
  }

  /** Everybody looks at everything and answers every question. */
  tend(): void {
    for (const place of this.places) {
      this.settleIn(place);
      place.answer();
    }
  }

  /** Whoever is there does what the app asks for: signs in, and opens what is not open. */
  settleIn(place: Place): void {
    void place.signIn();
    for (const { sides } of this.conversations)
      void place.open({ customerId: sides.customer.person.id, artistId: sides.artist.person.id });
  }

  /** In what the devices differ from the server, and what is left to be done: nothing, once all is at rest. */
  differences(): string[] {
    const found: string[] = [];
    for (const { phone, waiting } of this.places) {
      const differs = (what: string, shown: unknown, due: unknown) => {
        const [a, b] = [JSON.stringify(shown), JSON.stringify(due)];
        if (a !== b) found.push(`${phone.name}: ${what} is ${a}, not ${b}`);
      };
      differs('the connection', phone.client.socket.state, 'connected');
      differs('the queue', waiting.length, 0);
      const state = phone.client.getState();
      for (const row of this.conversations) {
        const side = SIDES.find((one) => row.sides[one].person.id === phone.person.id)!;
        if (!row.sides[side].opened) continue;
        const view = selectConversation(state, row.id);
        differs('typing', view?.peerTyping, false);
        differs('the view', summaryOf(view ?? {}), summaryOf(viewOf({ row, side })));
        const from = (state.conversations[row.id]?.floor ?? 1) - 1;
        const held = state.conversations[row.id]?.messages ?? [];
        differs(
          'what is held',
          held.map(shown),
          held.map(({ seq }) => shown(row.messages[seq - 1]!)),
        );
        differs('the thread', phone.rows(row.id).map(shown), row.messages.slice(from).map(shown));
      }
      for (const role of SIDES) {
        const total = this.database.unreadTotal(phone.person.id, role);
        differs(`the unread total as ${role}`, selectUnreadTotal(state, role), total);
      }
    }
    for (const { keys } of this.disks)
      for (const key of keys) if (key.startsWith('duet.queue/')) found.push(`${key} is left on the disk`);
    return found;
  }

  /** Messages that lie in an archived conversation, though its person had not seen that they were there. */
  hidden(): string[] {
    return this.conversations.flatMap(({ id, sides, messages }) =>
      Object.values(sides)
        .filter(
          ({ archivedAt, person }) => archivedAt !== null && messages.length > this.#archivedUpTo(id, person),
        )
        .map(({ person }) => `a message is hidden from ${person.name} in ${id}, which is archived`),
    );
  }

  #archivedUpTo(conversationId: string, person: TestPerson): number {
    const places = this.places.filter(({ phone }) => phone.person === person);
    return Math.max(0, ...places.map(({ archivedUpTo }) => archivedUpTo.get(conversationId) ?? 0));
  }

  /** What the database holds, as the checker of histories wants it. */
  final(): FinalConversation[] {
    return this.conversations.map(({ id, sides, messages }) => ({
      id,
      people: { customer: sides.customer.person.id, artist: sides.artist.person.id },
      lastSeq: messages.length,
      sides: { customer: sides.customer, artist: sides.artist },
      messages: messages.map((message) => ({ ...message, key: message.clientMessageId })),
    }));
  }

  #newId(): string {
    this.#ids += 1;
    return `00000000-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`;
  }
}

/** What of a message has to be the same on a device and the server. */
function shown({ seq, id, content, replyToId, editedAt, deletedAt }: Message | ThreadMessage) {
  return [seq, id, content, replyToId, editedAt, deletedAt];
}
