import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ackOf, type Ack, type ErrorObject } from '@duet/contract';
import { z } from 'zod';
import { Line, LineClosed, PATIENCE_MS, type WireAnswer } from './line.ts';

export const TEXT = 1;
export const BINARY = 2;
const CLOSE = 8;
const PING = 9;

const anyAck = ackOf(z.unknown());

/** What a handshake is made with; `query` follows `/socket.io/`. */
export interface Handshake {
  readonly query?: string;
  readonly headers?: readonly string[];
}

/**
 * A WebSocket that speaks Socket.IO by hand, frame by frame, over a connection of its own: so that it can also send
 * what no client would.
 */
export class RawSocket {
  /** The texts that came, Engine.IO's pings aside. */
  readonly packets: string[] = [];
  /** false: pings are not answered. */
  answersPings = true;
  /** Why the server closed, in WebSocket's codes; undefined if it did so without a word. */
  closeCode: number | undefined;
  readonly closed: Promise<void>;
  readonly #line: Line;
  #acks = 0;
  readonly #waiting = new Set<() => void>();

  private constructor(line: Line) {
    this.#line = line;
    this.closed = this.#read();
  }

  /** Opens a WebSocket at Engine.IO; answers the refusal where there is one. */
  static async open(url: string, { query, headers = [] }: Handshake = {}): Promise<RawSocket | WireAnswer> {
    const line = await Line.open(url);
    const request = [
      `GET /socket.io/${query ?? '?EIO=4&transport=websocket'} HTTP/1.1`,
      `Host: ${new URL(url).host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...headers,
    ];
    line.write(`${request.join('\r\n')}\r\n\r\n`);
    const answer = await line.answer();
    if (answer.status === 101) return new RawSocket(line);
    line.close();
    return answer;
  }

  /** Opens a WebSocket that must be let in. */
  static async upgrade(url: string, handshake?: Handshake): Promise<RawSocket> {
    const opened = await RawSocket.open(url, handshake);
    if (opened instanceof RawSocket) return opened;
    throw new Error(`The upgrade was answered ${opened.status} ${opened.body}`);
  }

  /** A connected socket of whoever the token belongs to. A rate that is used up is waited for. */
  static async connect(url: string, token: string): Promise<RawSocket> {
    for (;;) {
      const socket = await RawSocket.upgrade(url);
      const answer = await socket.join({ token });
      if (answer.startsWith('40')) return socket;
      const { code, retryAfterMs } = (JSON.parse(answer.slice(2)) as { data: ErrorObject }).data;
      if (code !== 'rate_limited') throw new Error(`The handshake was answered ${answer}`);
      await sleep(retryAfterMs);
    }
  }

  /** Sends Socket.IO's own handshake, and answers its answer: `40…`, or `44…` with the reason. */
  join(auth: unknown, namespace = ''): Promise<string> {
    const prefix = namespace === '' ? '' : `${namespace},`;
    this.sendText(`40${prefix}${auth === undefined ? '' : JSON.stringify(auth)}`);
    return this.next((packet) => packet.startsWith(`40${prefix}`) || packet.startsWith(`44${prefix}`));
  }

  /** Emits an event and answers its acknowledgement, which must have the form of one. */
  async emit(event: unknown, ...args: unknown[]): Promise<Ack<unknown>> {
    const id = this.#acks++;
    this.sendText(`42${id}${JSON.stringify([event, ...args])}`);
    return this.acknowledgement(id);
  }

  /** The acknowledgement of a packet that was sent by hand. */
  async acknowledgement(id: number): Promise<Ack<unknown>> {
    const prefix = `43${id}[`;
    const packet = await this.next((text) => text.startsWith(prefix));
    const [ack] = JSON.parse(packet.slice(prefix.length - 1)) as unknown[];
    return anyAck.parse(ack);
  }

  /** The payloads of an event that came so far. */
  received(event: string): unknown[] {
    return this.packets
      .filter((text) => text.startsWith(`42["${event}"`))
      .map((text) => (JSON.parse(text.slice(2)) as unknown[])[1]);
  }

  /** The next packet that fits, which is then forgotten. @throws LineClosed when it cannot come any more */
  async next(fits: (packet: string) => boolean): Promise<string> {
    for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline;) {
      const at = this.packets.findIndex(fits);
      if (at >= 0) return this.packets.splice(at, 1)[0]!;
      if (this.#line.isClosed) throw new LineClosed('The server closed the socket.');
      await this.#change(deadline - performance.now());
    }
    throw new Error(`The packet did not come; these did: ${this.packets.join(' ').slice(0, 500)}`);
  }

  get isClosed(): boolean {
    return this.#line.isClosed;
  }

  sendText(text: string): void {
    this.sendFrame(TEXT, Buffer.from(text));
  }

  /** Sends one frame. Of `flags` 0x80 says that the message ends with it, 0x70 are for extensions there are none of. */
  sendFrame(
    opcode: number,
    payload: Buffer,
    { flags = 0x80, masked = true }: { flags?: number; masked?: boolean } = {},
  ): void {
    const { length } = payload;
    const head =
      length < 126
        ? Buffer.from([length])
        : length <= 0xffff
          ? Buffer.concat([Buffer.from([126]), toBytes(length, 2)])
          : Buffer.concat([Buffer.from([127]), toBytes(length, 8)]);
    if (!masked) {
      this.#line.write(Buffer.concat([Buffer.from([flags | opcode]), head, payload]));
      return;
    }
    head[0]! |= 0x80;
    const mask = randomBytes(4);
    const hidden = Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]!));
    this.#line.write(Buffer.concat([Buffer.from([flags | opcode]), head, mask, hidden]));
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Buffer): void {
    this.#line.write(bytes);
  }

  close(): void {
    this.#line.close();
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const [first = 0, second = 0] = await this.#patiently(2);
        const short = second & 0x7f;
        const length =
          short === 126
            ? (await this.#patiently(2)).readUInt16BE()
            : short === 127
              ? Number((await this.#patiently(8)).readBigUInt64BE())
              : short;
        const payload = await this.#patiently(length);
        const opcode = first & 0x0f;
        if (opcode === CLOSE) this.closeCode = payload.length >= 2 ? payload.readUInt16BE() : undefined;
        if (opcode === CLOSE) this.#line.close();
        if (opcode === PING) this.sendFrame(10, payload);
        if (opcode === TEXT) this.#take(String(payload));
      }
    } catch (error) {
      if (!(error instanceof LineClosed)) throw error;
    } finally {
      await this.#line.closed;
      this.#wake();
    }
  }

  /** Resolves when a packet has come or none can come any more, at the latest after `withinMs`. */
  #change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, withinMs);
      const waiting = this.#waiting.add(done);
      function done(): void {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      }
    });
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /** The next bytes; silence is no fault on a socket. */
  #patiently(length: number): Promise<Buffer> {
    return this.#line.take(length, Infinity);
  }

  #take(packet: string): void {
    if (packet === '2') {
      if (this.answersPings) this.sendText('3');
      return;
    }
    this.packets.push(packet);
    this.#wake();
  }
}

function toBytes(number: number, width: 2 | 8): Buffer {
  const bytes = Buffer.alloc(width);
  if (width === 2) bytes.writeUInt16BE(number);
  else bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}
