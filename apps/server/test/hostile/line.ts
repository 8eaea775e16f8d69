import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** How long a server may take for anything it does at once. */
export const PATIENCE_MS = 15_000;

/** An answer as it stood on the wire. Headers by their lower-case names. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The other end closed the connection before what was awaited had come. */
export class LineClosed extends Error {
  override readonly name = 'LineClosed';
}

/** A connection over which any bytes can be sent: clients of HTTP put right what these tests want to be wrong. */
export class Line {
  /** Resolves when the connection is over, by whatever hand. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #isClosed = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    // A reset is one way of closing; `closed` tells both.
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#isClosed = true;
        this.#wake();
        resolve();
      });
    });
  }

  static async open(url: string): Promise<Line> {
    const { protocol, hostname, port } = new URL(url);
    const isSecure = protocol === 'https:';
    const place = { host: hostname, port: Number(port) || (isSecure ? 443 : 80) };
    const socket = isSecure ? connectSecurely({ ...place, servername: hostname }) : connect(place);
    await new Promise<void>((resolve, reject) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', resolve).once('error', reject);
    });
    return new Line(socket);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  write(...pieces: (string | Buffer)[]): void {
    for (const piece of pieces) this.#socket.write(piece);
  }

  /** Writes a piece and waits until the operating system has it, as a packet of its own. */
  async deliver(piece: string | Buffer): Promise<void> {
    this.#socket.setNoDelay(true);
    await new Promise((resolve) => this.#socket.write(piece, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next answer, to a request of this method; those of the hundreds ("go on") are passed over. */
  async answer(method = 'GET'): Promise<WireAnswer> {
    for (;;) {
      const head = String(await this.#takeThrough('\r\n\r\n'));
      const [first = '', ...lines] = head.trimEnd().split('\r\n');
      const status = Number(/^HTTP\/1\.[01] (\d{3}) ?/.exec(first)?.[1]);
      const headers = Object.fromEntries(
        lines.map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
      );
      if (status === 101) return { status, headers, body: '' };
      if (status < 200) continue;
      const body = method === 'HEAD' || status === 204 ? '' : await this.#body(headers);
      return { status, headers, body };
    }
  }

  /** The next bytes. @throws LineClosed when they cannot come, Error when they do not come in time */
  async take(length: number, patienceMs = PATIENCE_MS): Promise<Buffer> {
    while (this.#bytes.length < length) await this.#more(patienceMs);
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }

  async #body(headers: Record<string, string>): Promise<string> {
    if (headers['transfer-encoding'] === 'chunked') {
      let body = '';
      for (;;) {
        const size = parseInt(String(await this.#takeThrough('\r\n')), 16);
        const chunk = String(await this.take(size + 2));
        if (size === 0) return body;
        body += chunk.slice(0, -2);
      }
    }
    return String(await this.take(Number(headers['content-length'] ?? 0)));
  }

  async #takeThrough(mark: string): Promise<Buffer> {
    for (;;) {
      const at = this.#bytes.indexOf(mark);
      if (at >= 0) return this.take(at + mark.length);
      await this.#more(PATIENCE_MS);
    }
  }

  #more(patienceMs: number): Promise<void> {
    if (this.#isClosed) return Promise.reject(new LineClosed('The server closed the connection.'));
    return new Promise((resolve, reject) => {
      const tooLate = () => reject(new Error(`Nothing came for ${patienceMs} ms.`));
      const timer = Number.isFinite(patienceMs) ? setTimeout(tooLate, patienceMs) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
