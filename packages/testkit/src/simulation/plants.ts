import { OfflineMessageQueue, type Environment, type KeyValueStorage } from '@duet/chat-client';
import type { QueueFactory } from '../phone.ts';
import type { Replacements, World } from './world.ts';

/** A mistake somebody might make, planted to see that it is found. */
export interface Plant extends Replacements {
  readonly alter?: (world: World) => void;
}

/** The mistakes, and how what is found begins. */
export const PLANTS: Readonly<Record<string, Plant & { readonly foundAs: string }>> = {
  'the server does not recognise a repeated id': {
    alter: ({ database }) => (database.forgetsIds = true),
    foundAs: 'I2: ',
  },
  'a socket that is there overtakes the queue': {
    queue: (options) => new OvertakenQueue(options),
    foundAs: 'I8: ',
  },
  'a message is called queued before the storage has it': {
    alter: ({ disks }) => disks.forEach((disk) => (disk.lies = true)),
    foundAs: 'I21: ',
  },
  'an acknowledgement is applied twice, and takes the next entry along': {
    queue: (options) => new ForgetfulQueue(options),
    foundAs: 'I21: ',
  },
  'a message is acknowledged as delivered before it is kept': {
    environment: acknowledgeEarly,
    foundAs: 'I12: ',
  },
  'a client that was away asks for the latest second': {
    alter: ({ database }) => (database.syncsByTime = true),
    foundAs: 'I6: ',
  },
  'a refresh whose answer was lost ends the session': {
    alter: ({ server }) => (server.sessions.graceMs = 0),
    foundAs: 'a lost answer ended a session',
  },
};

type SendFunction = Parameters<OfflineMessageQueue['processQueue']>[0];

/** Sends by itself what can be sent, and enqueues only what has failed. */
class OvertakenQueue extends OfflineMessageQueue {
  #send: SendFunction | undefined;

  override processQueue(send: SendFunction): void {
    this.#send = send;
    super.processQueue(send);
  }

  override enqueueMessage(message: Parameters<OfflineMessageQueue['enqueueMessage']>[0]): void {
    const entry = { ...message, key: message.draft.clientMessageId } as Parameters<SendFunction>[0];
    const sent = this.#send?.(entry) ?? Promise.reject(new Error('offline'));
    sent.catch(() => super.enqueueMessage(message));
  }
}

/** Takes the answer to one entry for one to the next as well. */
class ForgetfulQueue extends OfflineMessageQueue {
  readonly #storage: KeyValueStorage;

  constructor(options: Parameters<QueueFactory>[0]) {
    super(options);
    this.#storage = options.storage;
  }

  override processQueue(send: SendFunction): void {
    super.processQueue(async (entry) => {
      await send(entry);
      const line = `/${entry.senderId}/${entry.conversationId}/`;
      const keys = (await this.#storage.getAllKeys()).filter((key) => key.includes(line)).sort();
      const next = keys[keys.findIndex((key) => key.endsWith(entry.key)) + 1];
      if (next !== undefined) await this.#storage.removeItem(next);
      this.processQueue(send);
    });
  }
}

/** Says that a message is there as soon as it has come, and looks at it later. */
function acknowledgeEarly(environment: Environment): Environment {
  return {
    ...environment,
    connect(baseUrl, listener) {
      const connection = environment.connect(baseUrl, {
        ...listener,
        onEvent(name, payload) {
          if (name === 'message:new') {
            const { id, lastSeq } = (payload as { conversation: { id: string; lastSeq: number } })
              .conversation;
            connection.tell('message:delivered', { conversationId: id, upToSeq: lastSeq });
          }
          environment.clock.after(500, () => listener.onEvent(name, payload));
        },
      });
      return connection;
    },
  };
}
