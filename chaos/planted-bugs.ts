import type { Violation } from '@duet/testkit';

/** A change of one file's text, which is there exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that somebody might make, what brings it to light, and who must see it then. */
export interface PlantedBug {
  readonly name: string;
  /** What somebody did, for people. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The name of the fault under which it shows. */
  readonly fault: string;
  readonly foundBy: Violation['promise'];
}

const DATABASE = 'apps/server/src/platform/postgres/database.ts';
const MESSAGES = 'apps/server/src/features/messages/message.service.ts';
const WRITES = 'apps/server/src/features/conversations/write.repository.ts';
const QUEUE = 'apps/server/src/features/conversations/conversation-queue.ts';

/** They are planted in a copy of the sources that is thrown away; see `plant`. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'ack-before-commit',
    title: 'acknowledged a message and committed it 0.1 s later, with others',
    fault: 'server-killed',
    foundBy: 'I1',
    edits: [
      {
        file: DATABASE,
        find: '    return this.#connected(async (client) => {\n      const { rows } = await this.#run<Row>(client, statement, values, deadline);\n      return rows;\n    });',
        replace: `    return new Promise((resolve, reject) => {
      this.#connected(async (client) => {
        const late = ['message_append', 'conversation_write_all'].includes(statement.name);
        if (late) await this.#run(client, begin, [], deadline);
        const { rows } = await this.#run<Row>(client, statement, values, deadline);
        resolve(rows);
        if (!late) return;
        await new Promise((committing) => setTimeout(committing, 100));
        await this.#run(client, commit, [], Infinity);
      }).catch(reject);
    });`,
      },
    ],
  },
  {
    name: 'ack-before-disk',
    title: 'made commits faster by not waiting for the disk',
    fault: 'postgres-killed',
    foundBy: 'I1',
    edits: [
      {
        file: DATABASE,
        find: "      application_name: 'duet',",
        replace: "      application_name: 'duet',\n      options: '-c synchronous_commit=off',",
      },
    ],
  },
  {
    name: 'no-idempotency',
    title: 'dropped the unique index of clientMessageId, and the question whether it is known',
    fault: 'answer-lost',
    foundBy: 'I2',
    edits: [
      {
        file: 'apps/server/migrations/0002_conversations.sql',
        find: 'CREATE UNIQUE INDEX messages_client_message_id',
        replace: 'CREATE INDEX messages_client_message_id',
      },
      {
        file: 'apps/server/migrations/0025_first_contacts.sql',
        find: 'AND m.client_message_id = p_client_message_id;',
        replace: 'AND m.client_message_id = p_client_message_id AND false;',
      },
      {
        file: 'apps/server/migrations/0014_images.sql',
        find: 'AND m.client_message_id = i.client_message_id',
        replace: 'AND m.client_message_id = i.client_message_id AND false',
      },
    ],
  },
  {
    name: 'publish-before-commit',
    title: 'published a message inside its transaction',
    fault: 'commit-ack-kill',
    foundBy: 'I1',
    edits: [
      {
        file: QUEUE,
        find: 'append(message: NewMessage): Promise<Unheld<Appended>> {',
        replace:
          'append(message: NewMessage, inside?: (row: never) => Promise<void>): Promise<Unheld<Appended>> {',
      },
      {
        file: QUEUE,
        find: 'this.#repository.append(message));',
        replace: 'this.#repository.append(message, inside));',
      },
      {
        file: QUEUE,
        find: "if (message.type === 'system' || !digest || metadata || copies) return alone();",
        replace: 'if (inside || !digest || metadata || copies) return alone();',
      },
      {
        file: WRITES,
        find: 'async append(message: NewMessage): Promise<Appended> {\n    const [row] = await this.#database.query<AppendRow>(append, [',
        replace: `async append(message: NewMessage, inside?: (row: AppendRow) => Promise<void>): Promise<Appended> {
    const row = await (this.#database as Database).transaction(async (tx) => {
    const [row] = await tx.query<AppendRow>(append, [`,
      },
      {
        file: WRITES,
        find: '      message.copies?.most ?? null,\n    ]);\n',
        replace: `      message.copies?.most ?? null,
    ]);
    if (row?.outcome === 'created') await inside?.(row);
    return row;
    });
`,
      },
      {
        file: MESSAGES,
        find: 'this.#queue.append(draft);',
        replace: `this.#queue.append(draft, (row) =>
      inside(
        toStored({ ...draft, bookingVersion: undefined, digest: undefined }, row.message_seq, row.message_sent_at),
        { tx: row.tx, parts: 1, viewChanged: row.view_changed },
      ),
    );`,
      },
      {
        file: MESSAGES,
        find: '    otherDigests: readonly (() => Buffer)[] = [],\n  ): Promise<{ message: Message;',
        replace: `    otherDigests: readonly (() => Buffer)[] = [],
    inside = async (..._committed: unknown[]) => {},
  ): Promise<{ message: Message;`,
      },
      {
        file: MESSAGES,
        find: '        ...this.#guard.inspect(content),\n      },\n      otherDigests,\n    );\n',
        replace: `        ...this.#guard.inspect(content),
      },
      otherDigests,
      async (message, committed) => {
      await this.#announcer.publishCommitted({ ...access, ...committed, message }, messageData.exceptSocketId);
      await this.#passFailpoint?.('commit-ack');
    });
`,
      },
    ],
  },
  {
    name: 'catch-up-by-time',
    title: 'answered a sync with what changed in the last 2 s',
    fault: 'line-quiet',
    foundBy: 'I6',
    edits: [
      {
        file: 'apps/server/src/features/sync/changed-since.ts',
        find: 'AND is_since(c.changed_tx_${side}, $2::pg_snapshot)`;',
        replace: "AND c.updated_at > now() - interval '2 seconds'`;",
      },
    ],
  },
  {
    name: 'socket-before-queue',
    title: 'tried the socket first, and queued what failed',
    fault: 'line-flapping',
    foundBy: 'I8',
    edits: [
      {
        file: 'packages/chat-client/src/client.ts',
        find: '    this.queue.enqueueMessage({ conversationId, draft, images: pictures });',
        replace: `    const enqueue = () => this.queue.enqueueMessage({ conversationId, draft, images: pictures });
    if (!this.getState().connected) enqueue();
    else
      this.socket
        .request('message:send', { conversationId, ...draft })
        .then(({ message }) => this.#store.dispatch({ type: 'messages', conversationId, messages: [message] }))
        .catch(enqueue);`,
      },
    ],
  },
  {
    name: 'told-to-everybody',
    title: 'sent events to all who are connected',
    fault: 'answer-lost',
    foundBy: 'I13',
    edits: [
      {
        file: 'apps/server/src/realtime/websocket.service.ts',
        find: 'this.#io.to(userIds.map(roomOf.user)).except(',
        replace: 'this.#io.except(',
      },
    ],
  },
];
