import type { ServerEventPayload } from '@duet/contract';
import { readKey, toMessageId, toText } from './message-key.ts';
import { SocketIo } from './socket-io.ts';
import type { Connect } from './wire.ts';

/** A device reports what it has stored at once, then at most this often; see the client's WatermarkReporter. */
const RECEIPT_MS = 1_000;

/** A device of Duet; with `receipts` it tells what was delivered to it, as the real client does. */
export function duetWire(url: string, receipts: boolean): Connect {
  return async ({ conversationId, people }, self, { arrived, closed }) => {
    const reporter = new DeliveryReporter((upToSeq, answered) =>
      socket.emit('message:delivered', { conversationId, upToSeq }, answered),
    );
    const socket = await SocketIo.open(
      url,
      { token: people[self].token },
      {
        event: (name, payload) => {
          if (name !== 'message:new') return;
          const { content, seq } = (payload as ServerEventPayload<'message:new'>).message;
          const key = readKey(content ?? '');
          if (key) arrived(key);
          if (receipts) reporter.reached(seq);
        },
        closed: () => {
          reporter.stop();
          closed();
        },
      },
    );
    return {
      send: (key, answered) =>
        socket.emit(
          'message:send',
          { conversationId, clientMessageId: toMessageId(key), type: 'text', content: toText(key) },
          (answer) => answered((answer as { ok: boolean }).ok),
        ),
      settle: () => reporter.settle(),
      close: () => socket.close(),
    };
  };
}

/** Reports one rising watermark: at once, then at most once a second. */
class DeliveryReporter {
  readonly #report: (upToSeq: number, answered: () => void) => void;
  #wanted = 0;
  #told = 0;
  #unanswered = 0;
  #timer: NodeJS.Timeout | undefined;
  #settled: (() => void) | undefined;

  constructor(report: (upToSeq: number, answered: () => void) => void) {
    this.#report = report;
  }

  reached(seq: number): void {
    this.#wanted = Math.max(this.#wanted, seq);
    if (this.#timer === undefined) this.#tell();
  }

  /** Tells at once what is still to be told, and resolves when everything is answered, or the connection lost. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer);
    this.#tell();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unanswered > 0) await new Promise<void>((resolve) => (this.#settled = resolve));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#unanswered = 0;
    this.#settled?.();
  }

  #tell(): void {
    this.#timer = undefined;
    if (this.#wanted <= this.#told) return;
    this.#told = this.#wanted;
    this.#unanswered += 1;
    this.#report(this.#told, () => {
      this.#unanswered -= 1;
      if (this.#unanswered === 0) this.#settled?.();
    });
    this.#timer = setTimeout(() => this.#tell(), RECEIPT_MS);
  }
}
