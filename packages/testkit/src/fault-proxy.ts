import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What the network does to what passes, until it is set otherwise. Nothing set: it passes everything at once. */
export interface Weather {
  /** Milliseconds every byte is under way, each direction. */
  readonly latency?: number;
  /** Up to so many milliseconds more, anew for each chunk; what was sent first still arrives first. */
  readonly jitter?: number;
  /** Bytes per second and connection, each direction. */
  readonly bandwidth?: number;
  /** Nothing longer than this many bytes is passed on in one piece. */
  readonly chunk?: number;
  /** The proxy reads nothing more from this side: that side's buffers fill until it has to stop writing. */
  readonly stopReading?: Side;
  /** What is for this side is taken from the other and kept; `all` is a line that is dead and looks alive. */
  readonly stopWriting?: Side | 'all';
  /** Connections are accepted, and nothing ever answers on them. */
  readonly silent?: boolean;
  /** Connections are reset at once. */
  readonly refusing?: boolean;
  /** A chunk of the client's for which this holds reaches the server; its answer is lost, the connection reset. */
  readonly loseAnswerTo?: (bytes: Buffer) => boolean;
  /** A chunk of the client's for which this holds reaches the server twice. */
  readonly repeat?: (bytes: Buffer) => boolean;
}

type Side = 'client' | 'server';

/** A TCP proxy on the loopback interface that does to its connections what networks do. */
export interface FaultProxy {
  readonly port: number;
  /** The target's address, as reached through the proxy. */
  readonly url: string;
  readonly connections: number;
  /** Changes the weather, for open connections too. `{}` heals: what was kept is passed on. */
  set(weather: Weather): void;
  /** Ends every connection by a reset: what was under way is gone. */
  reset(): void;
  /** Resets every connection, and those to come, until healed. */
  cut(): void;
  /** Every open connection is dead from now on, and looks alive to both ends; new ones are not. */
  lose(): void;
  /** Leads new connections to another place. */
  retarget(url: string): void;
  close(): Promise<void>;
}

/**
 * Starts a proxy to `url`, on a free port where none is named. `random` decides the jitter; `tap` gets every byte that
 * comes from the server, as it is passed to the client.
 */
export async function startFaultProxy(
  url: string,
  options: { port?: number; random?: () => number; tap?: (bytes: Buffer) => void } = {},
): Promise<FaultProxy> {
  const { random = Math.random, tap } = options;
  let target = new URL(url);
  let weather: Weather = {};
  const links = new Set<Link>();

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (weather.refusing) {
      client.resetAndDestroy();
      return;
    }
    const link = new Link({ client, target, random, tap, weather });
    links.add(link);
    void link.closed.then(() => links.delete(link));
  }).listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;

  const proxy: FaultProxy = {
    port,
    url: through.href.replace(/\/$/, ''),
    get connections() {
      return links.size;
    },
    set(next) {
      weather = next;
      for (const link of links) link.set(weather);
    },
    reset() {
      for (const link of links) link.reset();
    },
    cut() {
      proxy.set({ refusing: true });
      proxy.reset();
    },
    lose() {
      for (const link of links) link.lose();
    },
    retarget(next) {
      target = new URL(next);
    },
    async close() {
      server.close();
      proxy.reset();
      await once(server, 'close');
    },
  };
  return proxy;
}

/** One client's connection and ours to the server. */
class Link {
  readonly closed: Promise<void>;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #up: Lane;
  readonly #down: Lane;
  #silent: boolean;
  #weather: Weather;
  #answerLost = false;

  constructor(options: {
    client: Socket;
    target: URL;
    random: () => number;
    tap: ((bytes: Buffer) => void) | undefined;
    weather: Weather;
  }) {
    const { client, target, random, tap, weather } = options;
    this.#client = client;
    this.#weather = weather;
    // Silence is for good: a connection that nothing answered on is not taken up later.
    this.#silent = weather.silent === true;
    this.#server = connect({
      host: target.hostname,
      port: Number(target.port),
      allowHalfOpen: true,
      noDelay: true,
    });
    this.#up = new Lane({ from: client, to: this.#server, random, pass: (bytes) => this.#passUp(bytes) });
    this.#down = new Lane({
      from: this.#server,
      to: client,
      random,
      pass: (bytes) => {
        if (this.#answerLost) this.reset();
        if (this.#answerLost || this.#silent) return [];
        tap?.(bytes);
        return [bytes];
      },
    });
    const ends = [client, this.#server].map((socket) => {
      socket.on('error', () => this.reset());
      return new Promise((resolve) => socket.once('close', resolve));
    });
    this.closed = Promise.all(ends).then(() => {
      this.#up.stop();
      this.#down.stop();
    });
    this.set(weather);
  }

  set(weather: Weather): void {
    this.#weather = weather;
    const holds = (side: Side) =>
      this.#silent || weather.stopWriting === side || weather.stopWriting === 'all';
    this.#up.set(weather, { reading: weather.stopReading !== 'client', writing: !holds('server') });
    this.#down.set(weather, { reading: weather.stopReading !== 'server', writing: !holds('client') });
  }

  /** Nothing passes any more. */
  lose(): void {
    this.#silent = true;
    this.set(this.#weather);
  }

  reset(): void {
    for (const socket of [this.#client, this.#server]) {
      if (!socket.destroyed) socket.resetAndDestroy();
    }
  }

  #passUp(bytes: Buffer): Buffer[] {
    if (this.#weather.loseAnswerTo?.(bytes)) this.#answerLost = true;
    return this.#weather.repeat?.(bytes) ? [bytes, bytes] : [bytes];
  }
}

/** One direction of a connection: what was read, and when it may be written. */
class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #random: () => number;
  readonly #pass: (bytes: Buffer) => Buffer[];
  readonly #waiting: { bytes: Buffer; due: number }[] = [];
  #weather: Weather = {};
  #reading = true;
  #writing = true;
  #ended = false;
  #freeAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    from: Socket;
    to: Socket;
    random: () => number;
    /** What goes on in place of what came. */
    pass: (bytes: Buffer) => Buffer[];
  }) {
    this.#from = options.from;
    this.#to = options.to;
    this.#random = options.random;
    this.#pass = options.pass;
    this.#from.on('data', (bytes) => this.#take(bytes));
    this.#from.on('end', () => {
      this.#ended = true;
      this.#flush();
    });
    this.#to.on('drain', () => this.#flush());
  }

  set(weather: Weather, { reading, writing }: { reading: boolean; writing: boolean }): void {
    this.#weather = weather;
    this.#reading = reading;
    this.#writing = writing;
    this.#flush();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #take(bytes: Buffer): void {
    const { latency = 0, jitter = 0, chunk = Infinity } = this.#weather;
    const arrival = performance.now() + latency + this.#random() * jitter;
    for (const whole of this.#pass(bytes)) {
      for (let start = 0; start < whole.length; start += chunk) {
        const piece = whole.subarray(start, start + chunk);
        this.#waiting.push({ bytes: piece, due: Math.max(arrival, this.#waiting.at(-1)?.due ?? 0) });
      }
    }
    this.#flush();
  }

  /** Writes what is due, in order, and reads on unless it must not or the receiver does not keep up. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#write();
    if (this.#reading && !this.#to.writableNeedDrain) this.#from.resume();
    else this.#from.pause();
  }

  #write(): void {
    while (this.#writing && !this.#to.destroyed && !this.#to.writableNeedDrain) {
      const [next] = this.#waiting;
      if (!next) {
        if (this.#ended && this.#to.writable) this.#to.end();
        return;
      }
      const wait = Math.max(next.due, this.#freeAt) - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#flush(), wait);
        return;
      }
      this.#waiting.shift();
      const { bandwidth } = this.#weather;
      if (bandwidth !== undefined) this.#freeAt = performance.now() + (next.bytes.length / bandwidth) * 1000;
      this.#to.write(next.bytes);
    }
  }
}
