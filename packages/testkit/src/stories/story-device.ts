import { systemEnvironment, type Environment, type KeyValueStorage } from '@duet/chat-client';
import { ROUTES } from '@duet/contract';
import { startFaultProxy, type FaultProxy } from '../fault-proxy.ts';
import type { History } from '../history.ts';
import type { TestPerson } from '../people.ts';
import { Phone, type Pair, type QueueFactory } from '../phone.ts';
import { until } from '../until.ts';
import { folderStorage } from './folder-storage.ts';
import type { StoryTime } from './story-time.ts';

/** How long a story waits for what must come, on a busy machine too. */
export const PATIENCE = { timeout: 30_000 };
/** Of the whole wait before something is tried again; chance decides elsewhere, so that a story is soon told. */
const JITTER = 0.05;

/** A device of a story: an app on a disk of its own, behind a line of its own, and the person who uses it. */
export class StoryDevice {
  readonly name: string;
  readonly phone: Phone;
  readonly line: FaultProxy;
  readonly #storage: KeyValueStorage;
  readonly #pair: Pair;
  readonly #expired: Map<string, string>;
  #onScreen = false;

  private constructor(parts: {
    name: string;
    phone: Phone;
    line: FaultProxy;
    storage: KeyValueStorage;
    pair: Pair;
    expired: Map<string, string>;
  }) {
    this.name = parts.name;
    this.phone = parts.phone;
    this.line = parts.line;
    this.#storage = parts.storage;
    this.#pair = parts.pair;
    this.#expired = parts.expired;
  }

  static async start(parts: {
    name: string;
    url: string;
    person: TestPerson;
    pair: Pair;
    folder: string;
    history: History;
    time: StoryTime;
    queue?: QueueFactory;
  }): Promise<StoryDevice> {
    const { name, url, person, pair, folder, history, time, queue } = parts;
    const line = await startFaultProxy(url);
    const storage = await folderStorage(folder);
    const expired = new Map<string, string>();
    const environment = environmentOf(time, expired);
    const options = { url: line.url, person, name, history, storage, environment };
    const phone = new Phone({ ...options, ...(queue && { queue }) });
    phone.client.start();
    return new StoryDevice({ name, phone, line, storage, pair, expired });
  }

  /**
   * The person takes up the device: whether they can use it. With the server in `reach` they sign in if they are asked
   * to, and have the conversation on the screen and a connection afterwards.
   */
  async takeUp(reach: boolean): Promise<boolean> {
    const { phone } = this;
    const { session } = phone.client;
    await until(() => session.status !== 'unknown', PATIENCE);
    if (!reach) return session.status === 'signedIn';
    const isConnected = async (): Promise<boolean> => {
      // It may learn only now that its session has ended.
      if (session.status !== 'signedIn') await phone.signIn();
      return phone.connected;
    };
    await until(isConnected, PATIENCE);
    if (!this.#onScreen) await until(() => phone.open(this.#pair), PATIENCE);
    this.#onScreen = true;
    return true;
  }

  /** The app is killed. */
  kill(): void {
    this.phone.kill();
    this.#onScreen = false;
  }

  /** Whether its storage will not bring this entry back. */
  async hasForgotten(key: string): Promise<boolean> {
    const keys = await this.#storage.getAllKeys();
    return !keys.some((one) => one.endsWith(key));
  }

  /** From now on the token it holds is shown to the server as one that has run out. */
  async letTokenExpire(expire: (token: string) => Promise<string>): Promise<void> {
    const token = await this.phone.client.session.getToken().catch(() => undefined);
    if (token !== undefined) this.#expired.set(token, await expire(token));
  }

  async close(): Promise<void> {
    this.phone.client.stop();
    this.phone.kill();
    await this.line.close();
  }
}

/** The device as it is, in the time of the story and with tokens that may have run out. */
function environmentOf({ clock }: StoryTime, expired: Map<string, string>): Environment {
  const shown = (token: string): string => expired.get(token) ?? token;
  return {
    ...systemEnvironment,
    clock,
    random: () => JITTER,
    async fetch(url, init) {
      const headers = new Headers(init.headers);
      const token = headers.get('authorization')?.slice('Bearer '.length);
      if (token !== undefined) headers.set('authorization', `Bearer ${shown(token)}`);
      const response = await systemEnvironment.fetch(url, { ...init, headers });
      // The next token is a good one, though within the same second it reads the same.
      if (url.endsWith(ROUTES.refresh.path) && response.status === ROUTES.refresh.status) expired.clear();
      return response;
    },
    connect(baseUrl, listener) {
      const connection = systemEnvironment.connect(baseUrl, listener);
      const { dial } = connection;
      return Object.assign(connection, { dial: (token: string) => dial(shown(token)) });
    },
  };
}
