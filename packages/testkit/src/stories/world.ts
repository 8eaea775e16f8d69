import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectUnreadTotal } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { startOutsider, type Bystander } from '../bystanders.ts';
import { checkHistory } from '../check-history.ts';
import { History } from '../history.ts';
import { Phone, type QueueFactory } from '../phone.ts';
import { readConversations } from '../rules.ts';
import { until } from '../until.ts';
import { summaryOf } from '../view-summary.ts';
import { DEVICE_NAMES, DEVICES, SIDES, type DeviceName, type Model } from './model.ts';
import type { Cast, Stage } from './stage.ts';
import { PATIENCE, StoryDevice } from './story-device.ts';
import { StoryTime } from './story-time.ts';

/** How long everything may take to come to rest once all is well. */
const REST = { timeout: 60_000 };
/** Each look at whether all is at rest lets so much time pass: reports and retries that are due later come sooner. */
const LEAP_MS = 50;

/** Everything a story plays in: two people, their devices and lines, the server, an outsider, and their time. */
export class World {
  readonly stage: Stage;
  readonly cast: Cast;
  readonly time: StoryTime;
  readonly history = new History();
  readonly devices = new Map<DeviceName, StoryDevice>();
  /** What has happened so far, a line for each command. */
  readonly story: string[] = [];
  readonly #folder: string;
  readonly #fresh = new Map<Side, Phone>();
  #outsider: Bystander | undefined;
  #conversationId = '';

  private constructor(stage: Stage, cast: Cast, folder: string) {
    this.stage = stage;
    this.cast = cast;
    this.#folder = folder;
    this.time = new StoryTime(stage.aheadMs);
  }

  /** Everybody is signed in and has opened the conversation. `queue` puts another in the place of the real one. */
  static async open(stage: Stage, queue?: QueueFactory): Promise<World> {
    const cast = await stage.cast();
    const world = new World(stage, cast, await mkdtemp(join(tmpdir(), 'duet-story-')));
    const { time, history } = world;
    const { url } = stage.server;
    await stage.advanceTo(time.aheadMs);
    await Promise.all(
      DEVICE_NAMES.map(async (name, index) => {
        const person = world.#personOf(DEVICES[name]);
        const folder = join(world.#folder, String(index));
        const parts = { name, url, person, pair: cast.pair, folder, history, time };
        world.devices.set(name, await StoryDevice.start({ ...parts, ...(queue && { queue }) }));
      }),
    );
    await Promise.all([...world.devices.values()].map((device) => device.takeUp(true)));
    world.#conversationId = await world.device("alice's phone").phone.open(cast.pair);
    world.#outsider = await startOutsider({ url, person: cast.carol, name: 'carol', history });
    return world;
  }

  get conversationId(): string {
    return this.#conversationId;
  }

  device(name: DeviceName): StoryDevice {
    return this.devices.get(name)!;
  }

  /** The outsider tries every door. */
  tryDoors(): Promise<void> {
    return this.#outsider!.look([this.#conversationId]);
  }

  /** So much time passes for everybody. */
  async letPass(ms: number): Promise<void> {
    await this.stage.advanceTo(this.time.aheadMs + ms);
    this.time.leap(ms);
  }

  /** Everything heals, every app is open, and each of the two has one more phone, which is new. */
  async heal(model: Model): Promise<void> {
    if (!model.serverUp) await this.stage.server.restart();
    model.serverUp = true;
    for (const { line } of this.devices.values()) line.set({});
    for (const { phone } of this.devices.values()) if (!phone.running) phone.restart();
    for (const side of SIDES) await this.#startFresh(side);
  }

  /**
   * Waits until every device shows what the new one does. Meanwhile people sign in where they are asked to, and give up
   * what has failed. Answers what still differed after a minute.
   */
  async rest(model: Model): Promise<string[]> {
    let differences: string[] = [];
    const isAtRest = async (): Promise<boolean> => {
      this.time.leap(LEAP_MS);
      for (const device of this.devices.values()) await device.takeUp(true);
      this.#giveUp(model);
      differences = this.#differences();
      return differences.length === 0;
    };
    await until(isAtRest, REST).catch(() => undefined);
    return differences;
  }

  /** What is wrong with how it all ended. Empty is good. */
  async judge(model: Model): Promise<string[]> {
    const all = await readConversations(this.stage.sql);
    const conversation = all.find(({ id }) => id === this.#conversationId)!;
    const [customer, artist] = SIDES.map((side) => this.#fresh.get(side)!.view(this.#conversationId)!);
    const bookingChanges = new Map<number, number>();
    for (const { seq, metadata } of this.#fresh.get('customer')!.rows(this.#conversationId)) {
      if (seq !== null && metadata?.kind === 'booking_status') bookingChanges.set(seq, metadata.version);
    }
    return [
      ...checkHistory(this.history.events, [conversation]).map(({ promise, says }) => `${promise}: ${says}`),
      ...model.contradictions({
        conversation,
        views: { customer: customer!, artist: artist! },
        bookingChanges,
      }),
    ];
  }

  async close(): Promise<void> {
    this.time.stop();
    for (const phone of this.#fresh.values()) phone.client.stop();
    for (const device of this.devices.values()) await device.close();
    await this.#outsider?.close();
    await rm(this.#folder, { recursive: true });
  }

  #personOf(side: Side) {
    return side === 'customer' ? this.cast.alice : this.cast.bruno;
  }

  /** A device that knows nothing yet: what it shows is what the server says. */
  async #startFresh(side: Side): Promise<void> {
    const person = this.#personOf(side);
    const { url } = this.stage.server;
    const name = `${person.name}’s new phone`;
    const phone = new Phone({ url, person, name, history: this.history });
    this.#fresh.set(side, phone);
    await phone.signIn();
    await until(() => phone.open(this.cast.pair), PATIENCE);
  }

  #giveUp(model: Model): void {
    for (const { phone } of this.devices.values()) {
      for (const entry of phone.waiting(this.#conversationId)) {
        if (!entry.failure) continue;
        phone.discard(entry.key);
        model.givesUp(entry);
      }
    }
  }

  #differences(): string[] {
    return [...this.devices].flatMap(([name, { phone }]) => {
      const fresh = this.#fresh.get(DEVICES[name])!;
      if (!phone.connected || !fresh.connected) return [`${name} is not connected`];
      const { length: waiting } = phone.waiting(this.#conversationId);
      if (waiting > 0) return [`${name} has ${waiting} in its queue`];
      const from = Math.max(...[phone, fresh].map((one) => one.rows(this.#conversationId)[0]?.seq ?? 0));
      const [shown, due] = [phone, fresh].map((one) => this.#screen(one, { side: DEVICES[name], from }));
      return (['view', 'thread', 'unread'] as const).flatMap((part) => {
        const [is, should] = [JSON.stringify(shown![part]), JSON.stringify(due![part])];
        return is === should ? [] : [`${name}: ${part} is ${is}, not ${should}`];
      });
    });
  }

  /** What a device shows, the thread from a `seq` on. */
  #screen(phone: Phone, { side, from }: { side: Side; from: number }) {
    return {
      view: summaryOf(phone.view(this.#conversationId) ?? {}),
      thread: phone
        .rows(this.#conversationId)
        .filter(({ seq }) => seq === null || seq >= from)
        .map(({ key, seq, content, status, revision, replyToId: answers }) => {
          return [key, seq, content, status, revision, answers];
        }),
      unread: selectUnreadTotal(phone.client.getState(), side),
    };
  }
}
