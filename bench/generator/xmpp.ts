import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='localhost'>";
const STANZA = /^<(message|iq|presence)[ />]/;
const SM = "xmlns='urn:xmpp:sm:3'";

/**
 * A minimal client of XMPP over TCP: SASL PLAIN, resource binding, and stream management (XEP-0198) whose
 * acknowledgements say how many of our stanzas the server has handled.
 */
export class Xmpp {
  readonly #socket: Socket;
  readonly #splitter = new StanzaSplitter();
  #onStanza: (stanza: string) => void = () => undefined;
  #received = 0;
  #sent = 0;
  /** Who waits for the server to have handled our stanzas up to a count; counts rise. */
  readonly #unhandled: { readonly count: number; readonly handled: () => void }[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true).setEncoding('utf8');
    socket.on('data', (text: string) => this.#splitter.push(text).forEach((stanza) => this.#read(stanza)));
  }

  /** Resolves when the user is online and the server has said that it counts what we send. */
  static async open(
    url: string,
    user: string,
    password: string,
    on: { stanza: (stanza: string) => void; closed: () => void },
  ): Promise<Xmpp> {
    const { hostname, port } = new URL(url);
    const socket = connectTcp(Number(port), hostname);
    // What an error means is told by `close`, which follows.
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const xmpp = new Xmpp(socket);
    const plain = Buffer.from(`\0${user}\0${password}`).toString('base64');
    await xmpp.#ask(HEADER, /^<stream:features/);
    await xmpp.#ask(
      `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`,
      /^<success/,
    );
    await xmpp.#ask(HEADER, /^<stream:features/);
    await xmpp.#ask(
      "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
      /^<iq [^>]*type='result'/,
    );
    await xmpp.#ask(`<enable ${SM}/>`, /^<enabled/);
    xmpp.#received = 0;
    xmpp.#onStanza = on.stanza;
    socket.on('close', on.closed);
    await new Promise<void>((resolve) => xmpp.send('<presence/>', resolve));
    return xmpp;
  }

  /** Sends a stanza; `handled` is called when the server says that it has handled it. */
  send(stanza: string, handled: () => void): void {
    this.#sent += 1;
    this.#unhandled.push({ count: this.#sent, handled });
    this.#socket.write(`${stanza}<r ${SM}/>`);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #ask(text: string, answer: RegExp): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onClose = (): void => reject(new Error('The XMPP server closed the connection.'));
    this.#socket.once('close', onClose);
    this.#onStanza = (stanza) => {
      if (answer.test(stanza)) resolve();
      else if (/^<(failure|stream:error|failed)|type='error'/.test(stanza)) reject(new Error(stanza));
    };
    this.#socket.write(text);
    await promise;
    this.#socket.off('close', onClose);
  }

  #read(stanza: string): void {
    if (STANZA.test(stanza)) this.#received += 1;
    if (stanza.startsWith('<r ')) {
      this.#socket.write(`<a ${SM} h='${this.#received}'/>`);
    } else if (stanza.startsWith('<a ')) {
      const handled = Number(/ h=['"](\d+)/.exec(stanza)?.[1]);
      while (this.#unhandled.length > 0 && this.#unhandled[0]!.count <= handled)
        this.#unhandled.shift()!.handled();
    } else {
      this.#onStanza(stanza);
    }
  }
}

/** Cuts a stream of XML into the elements directly below its root. */
export class StanzaSplitter {
  #text = '';
  /** Up to where the text has been looked at. */
  #looked = 0;
  #depth = 0;

  /** The elements that are whole now. */
  push(text: string): string[] {
    this.#text += text;
    const stanzas: string[] = [];
    let begin = 0;
    for (;;) {
      const open = this.#text.indexOf('<', this.#looked);
      const close = open < 0 ? -1 : this.#text.indexOf('>', open);
      if (close < 0) break;
      this.#looked = close + 1;
      if (this.#depth === 0) begin = open;
      const isRoot = /^<(\?xml|\/?stream:stream)/.test(this.#text.slice(open, open + 16));
      if (isRoot) continue;
      if (this.#text[open + 1] === '/') this.#depth -= 1;
      else if (this.#text[close - 1] !== '/') this.#depth += 1;
      if (this.#depth === 0) stanzas.push(this.#text.slice(begin, close + 1));
    }
    const rest = this.#depth === 0 ? this.#looked : begin;
    this.#text = this.#text.slice(rest);
    this.#looked -= rest;
    return stanzas;
  }
}
