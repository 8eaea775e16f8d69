import { WebSocket } from 'ws';

/** How long a handshake may take. */
const HANDSHAKE_MS = 60_000;

/**
 * A connection that speaks Engine.IO 4 and Socket.IO 5 by itself, over websocket: as much as a sender and receiver of
 * events needs, at the least cost, so that two servers of this protocol cost the generator the same.
 */
export class SocketIo {
  readonly #socket: WebSocket;
  readonly #onEvent: (name: string, payload: unknown) => void;
  readonly #acks = new Map<number, (answer: unknown) => void>();
  #nextAck = 0;
  #opened: { resolve: () => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: WebSocket, onEvent: (name: string, payload: unknown) => void) {
    this.#socket = socket;
    this.#onEvent = onEvent;
  }

  /** Resolves when the server has let us in; rejects when it refuses, or is away. */
  static async open(
    url: string,
    auth: object,
    on: { event: (name: string, payload: unknown) => void; closed: () => void },
  ): Promise<SocketIo> {
    const address = `${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, { perMessageDeflate: false, handshakeTimeout: HANDSHAKE_MS });
    const connection = new SocketIo(socket, on.event);
    await new Promise<void>((resolve, reject) => {
      connection.#opened = { resolve, reject };
      socket.on('error', reject);
      socket.on('close', () => {
        reject(new Error('The connection was closed before it was open.'));
        on.closed();
      });
      socket.on('message', (data: Buffer) => connection.#read(data.toString(), auth));
    });
    return connection;
  }

  /** Emits an event; `answered` gets what the server acknowledges it with. */
  emit(name: string, payload: object, answered: (answer: unknown) => void): void {
    const id = this.#nextAck++;
    this.#acks.set(id, answered);
    this.#socket.send(`42${id}${JSON.stringify([name, payload])}`);
  }

  close(): void {
    this.#socket.terminate();
  }

  #read(packet: string, auth: object): void {
    switch (packet.slice(0, 2)) {
      case '42': {
        const [name, payload] = JSON.parse(packet.slice(2)) as [string, unknown];
        this.#onEvent(name, payload);
        break;
      }
      case '43': {
        const begin = packet.indexOf('[');
        const id = Number(packet.slice(2, begin));
        const answered = this.#acks.get(id);
        this.#acks.delete(id);
        answered?.((JSON.parse(packet.slice(begin)) as unknown[])[0]);
        break;
      }
      case '40':
        this.#opened?.resolve();
        break;
      case '44':
        this.#opened?.reject(new Error(`The server refused the connection: ${packet.slice(2)}`));
        break;
      default:
        if (packet.startsWith('0')) this.#socket.send(`40${JSON.stringify(auth)}`);
        else if (packet === '2') this.#socket.send('3');
    }
  }
}
