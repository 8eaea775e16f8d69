import assert from 'node:assert/strict';
import { CLIENT_EVENTS, type SendResult } from '@duet/contract';
import { event, type HostileCase } from './hostile-case.ts';
import { RawSocket } from './raw-socket.ts';
import { emitPatiently } from './world.ts';

const NO_EVENT = [
  'message:burn',
  'Message:send',
  'message:send ',
  '',
  'error',
  'connection',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'message:new',
  'session:revoked',
  'x'.repeat(10_000),
  '\0',
  7,
  1e300,
];
const NO_INPUT: unknown[][] = [
  [null],
  [42],
  [],
  [''],
  ['text'],
  [true],
  [[]],
  [[{}]],
  [{}, {}],
  [{ conversationId: {} }],
];

/** Events that are well-formed packets and nothing else. */
export const EVENT_CASES: readonly HostileCase[] = [
  ...NO_EVENT.map((name) =>
    event('S3', `the event ${JSON.stringify(name).slice(0, 30)}`, [name, {}], 'unknown_event'),
  ),
  ...Object.keys(CLIENT_EVENTS).flatMap((name) =>
    NO_INPUT.map((args) =>
      event(
        'S4',
        `${name} with ${JSON.stringify(args)}`,
        [name, ...args],
        ['validation_failed', 'unknown_field'],
      ),
    ),
  ),
  ...Object.keys(CLIENT_EVENTS).flatMap((name) => [
    event(
      'S6',
      `${name} with a placeholder`,
      [name, { _placeholder: true, num: 0 }],
      ['validation_failed', 'unknown_field'],
    ),
    event(
      'S6',
      `${name} with a placeholder for an id`,
      [name, { conversationId: { _placeholder: true, num: 0 } }],
      ['validation_failed', 'unknown_field'],
    ),
  ]),
  event(
    'S9',
    'a sender of its own',
    ({ conversationId, people }) => [
      'message:send',
      {
        conversationId,
        type: 'text',
        clientMessageId: crypto.randomUUID(),
        content: 'a',
        senderId: people.artist.user.id,
      },
    ],
    'unknown_field',
  ),
  event(
    'S9',
    'a person of its own',
    ({ conversationId, people }) => ['typing:start', { conversationId, userId: people.artist.user.id }],
    'unknown_field',
  ),
  event(
    'S9',
    'a side of its own',
    ({ conversationId }) => ['message:read', { conversationId, upToSeq: 1, side: 'artist' }],
    'unknown_field',
  ),
  {
    id: 'S13',
    says: 'a second device of a person gets what the first one does, and the peer both',
    async run(world) {
      const [first, second, peer, outsider] = await Promise.all(
        (['customer', 'customer', 'artist', 'otherArtist'] as const).map((name) =>
          RawSocket.connect(world.url, world.people[name].accessToken),
        ),
      );
      const { conversationId } = world;
      const text = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'To all devices.' };
      const sent = await emitPatiently(first!, ['message:send', { conversationId, ...text }]);
      assert.ok(sent.ok);
      const { id } = (sent.data as SendResult).message;
      for (const socket of [second!, peer!])
        await socket.next((packet) => packet.startsWith('42["message:new"') && packet.includes(id));
      await emitPatiently(outsider!, ['connection:check', {}]);
      assert.deepEqual(
        outsider!.packets.filter((packet) => packet.includes(id)),
        [],
      );
      for (const socket of [first, second, peer, outsider]) socket!.close();
    },
  },
];
