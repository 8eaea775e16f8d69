import type { Environment } from '@duet/chat-client';
import type { Chance } from './chance.ts';
import type { ServerAnswer, SimulatedServer } from './server.ts';
import type { SimulatedTime } from './time.ts';
import { Wire } from './wire.ts';

type Connection = ReturnType<Environment['connect']>;

/** What happens when something is through, or when it never will be. */
type Carry = (arrive: () => void, lose: () => void) => void;

/**
 * A device's way to the server. Requests go side by side, each in its own time, and one or its answer may be lost, or
 * come twice; a connection keeps its order, unless it breaks. Cut, nothing goes; stalled, everything waits in silence.
 */
export class Line {
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly server: SimulatedServer;
  readonly #wires = new Set<Wire>();
  /** What has come to the place where the line stalls, in order. */
  readonly #held: (() => void)[] = [];
  #state: 'up' | 'cut' | 'stalled' = 'up';
  #cuts = 0;
  /** The most that anything is on its way. */
  latencyMs = 50;
  /** How often a request or its answer is lost, and how often it comes twice. */
  mishap = 0.02;

  constructor(parts: { time: SimulatedTime; chance: Chance; server: SimulatedServer }) {
    this.time = parts.time;
    this.chance = parts.chance;
    this.server = parts.server;
  }

  get state(): 'up' | 'cut' | 'stalled' {
    return this.#state;
  }

  /** The network is gone, and with it what was on its way. */
  cut(): void {
    this.#cuts += 1;
    this.#change('cut');
    for (const wire of [...this.#wires]) wire.break();
  }

  /** Nothing comes through, and nobody is told. */
  stall(): void {
    this.#change('stalled');
    for (const wire of this.#wires) wire.fallSilent();
  }

  heal(): void {
    this.#change('up');
  }

  delay(): number {
    return 1 + this.chance.random() * this.latencyMs;
  }

  /** Does `arrive` after `ms`, or as soon as the line stalls no more; `lose` if it was cut since `carrier` was made. */
  carry(ms: number, arrive: () => void, lose: () => void, cuts = this.#cuts): void {
    const step = () => {
      if (this.#state === 'cut' || this.#cuts !== cuts) lose();
      else if (this.#state === 'stalled') this.#held.push(step);
      else arrive();
    };
    this.time.after(ms, step);
  }

  readonly fetch: Environment['fetch'] = (path, { method = 'GET', headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const cuts = this.#cuts;
      const fail = () => reject(new TypeError('fetch failed'));
      const carry: Carry = (arrive, lose) => this.carry(this.delay(), arrive, lose, cuts);
      signal?.addEventListener('abort', fail);
      const { authorization } = headers as Record<string, string>;
      const token = authorization?.slice('Bearer '.length);
      const request = { method, path, token, body: body && (JSON.parse(body as string) as unknown) };
      const answered = (answer: ServerAnswer | undefined) => {
        if (!answer || this.chance.holds(this.mishap)) return carry(fail, fail);
        const { status, body: json } = answer;
        carry(() => resolve({ status, json: () => Promise.resolve(json) }), fail);
      };
      carry(this.chance.holds(this.mishap) ? fail : () => this.server.request(request, answered), fail);
      if (!this.chance.holds(this.mishap)) return;
      // A copy comes later, and its answer is of use to nobody.
      const late = () => this.server.request(request, () => undefined);
      this.carry(this.chance.upTo(2_000), late, () => undefined, cuts);
    });

  readonly connect: Environment['connect'] = (_baseUrl, listener) => {
    let wire: Wire | undefined;
    let dialled = 0;
    const connection: Connection = {
      get id() {
        return wire?.open ? `${dialled}` : undefined;
      },
      dial: (token) => {
        connection.hangUp();
        dialled += 1;
        wire = new Wire(this, listener);
        this.#wires.add(wire);
        wire.dial(token);
      },
      hangUp: () => {
        const left = wire;
        wire = undefined;
        if (left) this.#wires.delete(left);
        left?.hangUp();
      },
      ask: (event, input, timeoutMs) =>
        new Promise((resolve, reject) => {
          const cancel = this.time.after(timeoutMs, () => reject(new Error('timeout')));
          wire?.emit(event, input, (answer) => {
            cancel();
            if (answer) resolve(answer);
            else reject(new Error('disconnected'));
          });
        }),
      tell: (event, input) => wire?.emit(event, input, () => undefined),
    };
    return connection;
  };

  #change(state: 'up' | 'cut' | 'stalled'): void {
    this.#state = state;
    for (const arrive of this.#held.splice(0)) arrive();
  }
}
