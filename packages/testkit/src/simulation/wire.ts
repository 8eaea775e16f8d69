import type { Environment } from '@duet/chat-client';
import { AppError, type Ack } from '@duet/contract';
import type { Chance } from './chance.ts';
import type { ServerSocket, SimulatedServer } from './server.ts';
import type { SimulatedTime } from './time.ts';

type Listener = Parameters<Environment['connect']>[1];
type Settle = (answer: Ack<unknown> | undefined) => void;

/** How long, at least and at most, it takes either side to give a silent connection up. */
const PATIENCE_MS = { least: 10_000, most: 35_000 };
const RESET = 0.003;
const REPEAT = 0.01;

/** The line as its connections need it; see `Line`. */
interface Carrier {
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly server: SimulatedServer;
  readonly state: 'up' | 'cut' | 'stalled';
  delay(): number;
  carry(ms: number, arrive: () => void, lose: () => void): void;
}

/** One connection over a line: what is sent arrives in order, each way, until it ends or breaks. */
export class Wire {
  readonly #line: Carrier;
  readonly #listener: Listener;
  readonly #unanswered = new Set<Settle>();
  #phase: 'dialling' | 'open' | 'over' = 'dialling';
  #socket: ServerSocket | undefined;
  /** When the last thing sent arrives. */
  readonly #arrival = { up: 0, down: 0 };

  constructor(line: Carrier, listener: Listener) {
    this.#line = line;
    this.#listener = listener;
  }

  get open(): boolean {
    return this.#phase === 'open';
  }

  dial(token: string): void {
    const refuse = (error: Error) => {
      if (this.#phase !== 'dialling') return;
      this.#phase = 'over';
      this.#listener.onRefused(error);
    };
    const { server } = this.#line;
    const unreachable = () => refuse(new Error('unreachable'));
    this.#send(
      'up',
      () => {
        if (!server.running) return this.#send('down', unreachable);
        try {
          this.#socket = server.accept(token, {
            send: (event, payload) => this.#receive(() => this.#listener.onEvent(event, payload)),
            close: () => this.#send('down', () => this.#end('lost')),
          });
          this.#send('down', () => this.#begin());
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          const refused = Object.assign(new Error(error.code), { data: error.toObject('r') });
          this.#send('down', () => refuse(refused));
        }
      },
      unreachable,
    );
  }

  /** The device's side ends it. */
  hangUp(): void {
    this.#send(
      'up',
      () => this.#drop(),
      () => this.#dropLater(),
    );
    this.#end('left');
  }

  /** The device's side loses it; the other one finds out later. */
  break(): void {
    this.#dropLater();
    this.#end('lost');
  }

  /** The line stalls: if it still does when patience ends, either side gives up. */
  fallSilent(): void {
    this.#unlessHealed(() => this.break());
    this.#unlessHealed(() => {
      this.#drop();
      this.#send('down', () => this.#end('lost'));
    });
  }

  emit(event: string, input: unknown, settle: Settle): void {
    if (this.#phase !== 'open') return settle(undefined);
    if (this.#line.chance.holds(RESET)) this.break();
    const once: Settle = (answer) => {
      if (this.#unanswered.delete(once)) settle(answer);
    };
    this.#unanswered.add(once);
    if (!this.open) return once(undefined);
    const arrive = () => {
      const { server } = this.#line;
      if (this.#socket) server.event(this.#socket, event, input, (ack) => this.#receive(() => once(ack)));
    };
    this.#send('up', arrive);
    if (this.#line.chance.holds(REPEAT)) this.#send('up', arrive);
  }

  #receive(work: () => void): void {
    const times = this.#line.chance.holds(REPEAT) ? 2 : 1;
    for (let nth = 0; nth < times; nth += 1) this.#send('down', () => this.open && work());
  }

  #begin(): void {
    if (this.#phase !== 'dialling') return this.#drop();
    this.#phase = 'open';
    this.#listener.onConnected();
  }

  #end(how: 'left' | 'lost'): void {
    const was = this.#phase;
    this.#phase = 'over';
    if (was === 'open') this.#listener.onLost();
    if (was === 'dialling' && how === 'lost') this.#listener.onRefused(new Error('unreachable'));
    for (const settle of [...this.#unanswered]) settle(undefined);
  }

  #unlessHealed(work: () => void): void {
    const { time, chance } = this.#line;
    const { least, most } = PATIENCE_MS;
    time.after(least + chance.upTo(most - least), () => {
      if (this.#line.state === 'stalled') work();
    });
  }

  #drop(): void {
    if (this.#socket) this.#line.server.drop(this.#socket);
    this.#socket = undefined;
  }

  #dropLater(): void {
    this.#line.time.after(this.#line.chance.upTo(PATIENCE_MS.most), () => this.#drop());
  }

  #send(way: 'up' | 'down', arrive: () => void, lose: () => void = () => undefined): void {
    const { time } = this.#line;
    this.#arrival[way] = Math.max(this.#arrival[way], time.now + this.#line.delay());
    this.#line.carry(this.#arrival[way] - time.now, arrive, lose);
  }
}
