import { OfflineMessageQueue, type Environment, type KeyValueStorage } from '@duet/chat-client';
import type { QueueFactory } from '../phone.ts';
import type { Replacements, World } from './world.ts';

/** A mistake somebody might make, planted to see that it is found. */
export interface Plant extends Replacements {
  readonly alter?: (world: World) => void;
}

/** The mistakes, and words of what is found. */
export const PLANTS: Readonly<Record<string, Plant & { readonly foundAs: string }>> = {
  'the server does not recognise a repeated id': {
    alter: ({ database }) => (database.mistakes.forgetsIds = true),
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
    alter: ({ database }) => (database.mistakes.syncsByTime = true),
    foundAs: 'I6: ',
  },
  'the server makes an edit again that comes twice': {
    alter: ({ database }) => (database.mistakes.forgetsEdits = true),
    foundAs: 'and its author wished ',
  },
  'an edit brings back what was taken back': {
    alter: ({ database }) => (database.mistakes.editsTombstones = true),
    foundAs: 'back, and it is there',
  },
  'what waits is taken up backwards when the app was killed': {
    queue: (options) => new OfflineMessageQueue({ ...options, storage: backwards(options.storage) }),
    foundAs: 'in the end it has no. ',
  },
  'a client that was away is not told of edits and unsends': {
    alter: ({ database }) => (database.mistakes.syncsNoRevisions = true),
    foundAs: ': the thread is ',
  },
  'a conversation is archived though something has come since': {
    alter: ({ database }) => (database.mistakes.archivesUnseen = true),
    foundAs: 'a message is hidden',
  },
  'a device does not hear of what another one archived or marked': {
    environment: (environment) => deafTo('conversation:updated', environment),
    foundAs: ': the view is ',
  },
  'a device does not hear of edits': {
    environment: (environment) => deafTo('message:updated', environment),
    foundAs: ': the thread is ',
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
    const { conversationId, draft } = message;
    const key = draft.clientMessageId;
    const entry = {
      kind: 'send',
      key,
      conversationId,
      draft,
      images: [],
    } as unknown as Parameters<SendFunction>[0];
    const sent = this.#send?.(entry) ?? Promise.reject(new Error('offline'));
    sent.catch(() => super.enqueueMessage(message));
  }
}

/** Reads the queue's entries as if what was enqueued last had come first. */
function backwards(storage: KeyValueStorage): KeyValueStorage {
  return {
    ...storage,
    async getItem(key) {
      const text = await storage.getItem(key);
      return text?.replace(/"position":/, '"position":-') ?? null;
    },
  };
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

/** Never gets a kind of event. */
function deafTo(event: string, environment: Environment): Environment {
  return {
    ...environment,
    connect: (baseUrl, listener) =>
      environment.connect(baseUrl, {
        ...listener,
        onEvent: (name, payload) => (name === event ? undefined : listener.onEvent(name, payload)),
      }),
  };
}
