import { setTimeout as sleep } from 'node:timers/promises';
import { API_PREFIX, type Ack, type ErrorObject, type Message, type SignedIn } from '@duet/contract';
import { Line, type WireAnswer } from './line.ts';
import { RawSocket } from './raw-socket.ts';

/** What one more message takes of the slowest rate at which many are let through. */
const BEHIND_MS = 200;

/** Two pairs who have nothing to do with each other. */
export type PersonName = 'customer' | 'artist' | 'otherCustomer' | 'otherArtist';

interface Login {
  readonly email: string;
  readonly password: string;
}

/** A running server, and people on it. Customer and artist have a booking. */
export interface Target {
  readonly url: string;
  readonly people: Readonly<Record<PersonName, Login>>;
  /** Who may use the dashboard. */
  readonly admin: Login;
  /** What the server's own waits are multiplied by. */
  readonly patience?: number;
  /** Looks inside, where somebody can. A case that needs a probe that is missing is left out. */
  readonly probes?: Partial<Probes> | undefined;
}

export interface Probes {
  /** A token of these parts, signed as the server signs. */
  sign(header: object, claims: object): string;
  /** The host marketplace whose people the server lets in: what it issues with these claims, and its public keys. */
  host: {
    issue(claims: { sub?: unknown } & Record<string, unknown>): Promise<string>;
    readonly keys: readonly object[];
  };
  /** Everything the server has logged. */
  log(): string;
  /** Sets what the wire cannot set. */
  putConversation(id: string, as: 'active' | 'closed'): Promise<void>;
}

/** A request. A body that is an object goes as JSON; `as` sends that person's token. */
export interface WireRequest {
  readonly method?: string;
  /** As it is; `/api/v1` goes before it only where it begins with a dot: `./me`. */
  readonly path: string;
  readonly as?: PersonName;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer | object;
}

/** How long a token is used; it is good for ten minutes. */
const FRESH_MS = 300_000;

/** What the cases share: signed-in people, what is theirs, and connections that outlive a case. */
export class World {
  readonly target: Target;
  readonly people = {} as Record<PersonName, SignedIn>;
  /** Of customer and artist, with a message in it. */
  conversationId = '';
  /** Of the two others, likewise. */
  othersConversationId = '';
  /** The first of customer and artist. */
  message!: Message;
  /** Of customer and artist. */
  bookingId = '';
  readonly #sockets = new Map<PersonName, Promise<RawSocket>>();
  #line: Line | undefined;
  #signedInAt = 0;

  private constructor(target: Target) {
    this.target = target;
  }

  /** Signs everybody in, and has each pair write a message. */
  static async open(target: Target): Promise<World> {
    const world = new World(target);
    await world.freshen();
    world.conversationId = await world.#meet('customer', 'artist');
    world.othersConversationId = await world.#meet('otherCustomer', 'otherArtist');
    await world.#say();
    const { bookings } = await world.#get<{ bookings: { id: string; artistId: string }[] }>({
      path: './bookings?role=customer&limit=100',
      as: 'customer',
    });
    const booking = bookings.find(({ artistId }) => artistId === world.people.artist.user.id);
    if (!booking) throw new Error('Customer and artist have no booking.');
    world.bookingId = booking.id;
    return world;
  }

  get url(): string {
    return this.target.url;
  }

  /** What the server's waits are multiplied by. */
  get patience(): number {
    return this.target.patience ?? 1;
  }

  /** A probe that the case cannot do without. */
  probe<P extends keyof Probes>(name: P): Probes[P] {
    const probe = this.target.probes?.[name];
    if (!probe) throw new Error(`There is no probe "${name}".`);
    return probe;
  }

  /** Signs everybody in anew, where that was long ago. */
  async freshen(): Promise<void> {
    if (performance.now() - this.#signedInAt < FRESH_MS && this.#signedInAt > 0) return;
    this.#signedInAt = performance.now();
    await this.close();
    for (const name of ['customer', 'artist', 'otherCustomer', 'otherArtist'] as const) {
      this.people[name] = await this.signIn(name);
    }
    if (this.message !== undefined) await this.#say();
  }

  /** The message that cases are about is one that may still be edited. */
  async #say(): Promise<void> {
    const { message } = await this.#get<{ message: Message }>({
      method: 'POST',
      path: `./conversations/${this.conversationId}/messages`,
      as: 'customer',
      body: { type: 'text', clientMessageId: crypto.randomUUID(), content: 'Hello.' },
    });
    this.message = message;
  }

  signIn(name: PersonName): Promise<SignedIn> {
    return this.#get<SignedIn>({ method: 'POST', path: './auth/login', body: this.target.people[name] });
  }

  /** The bytes of a request. */
  toBytes({ method, path, as, headers = [], body }: WireRequest): Buffer {
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
    const bytes = body === undefined ? undefined : Buffer.from(isJson ? JSON.stringify(body) : body);
    const given = headers.map((header) => header.split(':', 1)[0]!.toLowerCase());
    const lines = [
      `${method ?? 'GET'} ${path.startsWith('./') ? API_PREFIX + path.slice(1) : path} HTTP/1.1`,
      `Host: ${new URL(this.url).host}`,
      ...(as === undefined ? [] : [`Authorization: Bearer ${this.people[as].accessToken}`]),
      ...(bytes === undefined || given.includes('content-type') ? [] : ['Content-Type: application/json']),
      ...(bytes === undefined || given.includes('transfer-encoding')
        ? []
        : [`Content-Length: ${bytes.length}`]),
      ...headers.filter((header) => header !== ''),
    ];
    return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes ?? Buffer.alloc(0)]);
  }

  /** Sends a request over the connection that all cases share, and answers its answer. */
  async ask(request: WireRequest): Promise<WireAnswer> {
    this.#line = this.#line && !this.#line.isClosed ? this.#line : await Line.open(this.url);
    this.#line.write(this.toBytes(request));
    const answer = await this.#line.answer(request.method);
    if (answer.headers['connection'] === 'close') this.#line = undefined;
    return answer;
  }

  /** As `ask`, but a rate that is used up is waited for. */
  askPatiently(request: WireRequest): Promise<WireAnswer> {
    return patiently(() => this.ask(request), refusalOf);
  }

  /** The body of a request that must succeed. */
  async #get<Body>(request: WireRequest): Promise<Body> {
    const answer = await this.askPatiently(request);
    if (answer.status >= 300) throw new Error(`${request.path} was answered ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body) as Body;
  }

  /** A person's socket that all cases share; another one where a case has had it closed. */
  async socket(name: PersonName): Promise<RawSocket> {
    const known = await this.#sockets.get(name);
    if (known && !known.isClosed) return known;
    const connecting = RawSocket.connect(this.url, this.people[name].accessToken);
    this.#sockets.set(name, connecting);
    return connecting;
  }

  /** Whether the connection that the last answer came over takes another request, and the server answers it. */
  async serves(): Promise<boolean> {
    const line = this.#line;
    const { status } = await this.ask({ path: '/healthz' });
    return status === 200 && (line === undefined || line === this.#line);
  }

  async close(): Promise<void> {
    this.#line?.close();
    this.#line = undefined;
    const sockets = [...this.#sockets.values()];
    this.#sockets.clear();
    for (const connecting of sockets) (await connecting).close();
  }

  async #meet(customer: PersonName, artist: PersonName): Promise<string> {
    const pair = { customerId: this.people[customer].user.id, artistId: this.people[artist].user.id };
    const { conversation } = await this.#get<{ conversation: { id: string } }>({
      method: 'POST',
      path: './conversations',
      as: customer,
      body: pair,
    });
    // An empty conversation is not seen by the other side.
    await this.#get({
      method: 'POST',
      path: `./conversations/${conversation.id}/messages`,
      as: customer,
      body: { type: 'text', clientMessageId: crypto.randomUUID(), content: 'Hello.' },
    });
    return conversation.id;
  }
}

/** Asks until no rate refuses it. Of many who ask at once, each goes behind those before it: `place` counts from 0. */
export async function patiently<Answer>(
  ask: () => Promise<Answer>,
  toRefusal: (answer: Answer) => ErrorObject | undefined,
  place = 0,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    const refusal = toRefusal(answer);
    if (!refusal) return answer;
    await sleep((refusal.retryAfterMs ?? 1_000) + place * BEHIND_MS);
  }
}

/** Emits an event until no rate refuses it. */
export function emitPatiently(
  socket: RawSocket,
  [event, ...args]: readonly unknown[],
  place?: number,
): Promise<Ack<unknown>> {
  return patiently(
    () => socket.emit(event, ...args),
    (ack) => (!ack.ok && ack.error.code === 'rate_limited' ? ack.error : undefined),
    place,
  );
}

/** Why a rate has refused a request, if it has. */
export function refusalOf({ status, body }: WireAnswer): ErrorObject | undefined {
  return status === 429 ? (JSON.parse(body) as { error: ErrorObject }).error : undefined;
}
