import type { TestServer } from '@duet/testkit';

/** What a server takes, once all that it can do without is swept out. */
export interface Footprint {
  /** Bytes of JavaScript. */
  readonly heap: number;
  readonly descriptors: number;
  /** Sockets, timers, streams. */
  readonly resources: number;
}

/** What a server is started with to be watched. */
export const WATCHED = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Looks into a running server with its own debugger: from outside nobody can tell a leak from what is not swept yet. */
export class LeakWatch {
  readonly #server: TestServer;
  readonly #inspector: WebSocket;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #asked = 0;

  private constructor(server: TestServer, inspector: WebSocket) {
    this.#server = server;
    this.#inspector = inspector;
    inspector.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  /** `server` was started with `WATCHED`. */
  static async attach(server: TestServer): Promise<LeakWatch> {
    const address = /Debugger listening on (ws:\S+)/.exec(server.log())?.[1];
    if (address === undefined) throw new Error('The server was not started to be watched.');
    const inspector = new WebSocket(address);
    await new Promise((resolve, reject) => {
      inspector.addEventListener('open', resolve, { once: true });
      inspector.addEventListener('error', () => reject(new Error('The debugger does not answer.')), {
        once: true,
      });
    });
    return new LeakWatch(server, inspector);
  }

  async look(): Promise<Footprint> {
    await this.#ask('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#ask<{ usedSize: number }>('Runtime.getHeapUsage');
    return {
      heap: usedSize,
      descriptors: await this.#server.metric('process_open_fds'),
      resources: await this.#server.metric('nodejs_active_resources_total'),
    };
  }

  close(): void {
    this.#inspector.close();
  }

  #ask<Result>(method: string): Promise<Result> {
    const id = (this.#asked += 1);
    this.#inspector.send(JSON.stringify({ id, method }));
    return new Promise((resolve) => this.#waiting.set(id, resolve as (result: unknown) => void));
  }
}

/** How much may come on top: what is kept on purpose is bounded, and is full after a while. */
const SLACK = { heap: 4_000_000, descriptors: 4, resources: 8 };

/** What has grown, a sentence each, from a footprint to a later one after more of the same. */
export function grown(before: Footprint, after: Footprint): string[] {
  return (['heap', 'descriptors', 'resources'] as const)
    .filter((what) => after[what] > before[what] * 1.1 + SLACK[what])
    .map((what) => `${what} grew from ${before[what]} to ${after[what]}`);
}
