import assert from 'node:assert/strict';
import { LIMITS } from '@duet/contract';
import { assertNotAcknowledged, type HostileCase } from './hostile-case.ts';
import { LineClosed } from './line.ts';
import { BINARY, RawSocket, TEXT } from './raw-socket.ts';
import type { World } from './world.ts';

/** What a text of one connected socket brings about: an error that is answered is not among it. */
type Result = 'closed' | 'stays';

/** Frames on a connected socket of its own. Whatever comes of them, others are served. */
function frames(
  id: string,
  says: string,
  send: (socket: RawSocket, world: World) => unknown,
  result: Result,
): HostileCase {
  return {
    id,
    says: `${says} (frames)`,
    async run(world) {
      const socket = await RawSocket.connect(world.url, world.people.customer.accessToken);
      await send(socket, world);
      socket.sendText('4299["connection:check",{}]');
      const answer = await socket.acknowledgement(99).then(
        () => 'stays',
        (error: unknown) => (error instanceof LineClosed ? 'closed' : Promise.reject(error as Error)),
      );
      socket.close();
      assert.equal(answer, result, `closed with ${socket.closeCode}`);
      assert.ok(await world.serves());
    },
  };
}

const sendText = (text: string) => (socket: RawSocket) => socket.sendText(text);
const placeholder = (attachments: string, tail: Buffer[] | string[]) => (socket: RawSocket) => {
  socket.sendText(`45${attachments}-["typing:start",{"conversationId":{"_placeholder":true,"num":0}}]`);
  for (const frame of tail) {
    if (typeof frame === 'string') socket.sendText(frame);
    else socket.sendFrame(BINARY, frame);
  }
};

/** Texts that are no packet. */
const GARBAGE = [
  '43/["a"]',
  'garbage',
  '',
  '9',
  '4',
  '4x',
  '49',
  '42[',
  '42{}',
  '42[]',
  '42[null]',
  '42[{}]',
  '42"a"',
  '42["connect"]',
  '42["disconnect"]',
  '42["connect_error"]',
  '42["disconnecting"]',
  '42["newListener"]',
  '42["removeListener"]',
  '42/admin,["a"]',
  '42/admin',
  '42-1["a"]',
  '42["a"',
  '42["a"]x',
  '40',
  '40{"token":"x"}',
  '43999999["a"]x',
  '44{"message":"x"}',
  '45',
  '45-["a"]',
  '451["a"]',
  '45x-["a"]',
  '459999999999-["a"]',
  '450-["a"]',
  '46',
  'b4AAAA',
  '\u0000',
  '\ud83d\ude42',
];
const IGNORED = [
  '42',
  '421',
  '40/admin',
  '43["a"]',
  '430',
  '0{}',
  '5',
  '43999999["a"]',
  '430["a"]',
  '4399999999999999999999["a"]',
  '3',
  '6',
  '42["nobody:knows"]',
  '42["error","boom"]',
  '42["typing:start",null]',
  '42["__proto__"]',
];

/** What goes over a connected socket and is no event. */
export const FRAME_CASES: readonly HostileCase[] = [
  frames('S5', 'a frame over the cap', sendText(`42["a","${'x'.repeat(LIMITS.payloadBytes)}"]`), 'closed'),
  frames(
    'S5',
    'a frame that says it is of 2 GB',
    (socket) => socket.sendBytes(Buffer.from('81ff0000000080000000aaaaaaaa', 'hex')),
    'closed',
  ),
  frames(
    'S5',
    'a message over the cap in pieces',
    (socket) => {
      for (let piece = 0; piece < 20; piece += 1)
        socket.sendFrame(piece === 0 ? TEXT : 0, Buffer.alloc(8_000, 'x'), { flags: 0 });
    },
    'closed',
  ),
  frames(
    'S5',
    'a frame of almost the cap',
    (socket) => socket.sendText(`42["a","${'x'.repeat(60_000)}"]`),
    'stays',
  ),
  frames(
    'S5',
    'bytes over the cap',
    (socket) => socket.sendFrame(BINARY, Buffer.alloc(LIMITS.payloadBytes + 1)),
    'closed',
  ),
  frames('S6', 'a placeholder with its bytes', placeholder('1', [Buffer.from('abc')]), 'stays'),
  frames('S6', 'a placeholder without its bytes', placeholder('1', ['42["a"]']), 'closed'),
  frames(
    'S6',
    'a placeholder that points elsewhere',
    (socket) => {
      socket.sendText('451-["a",{"_placeholder":true,"num":7}]');
      socket.sendFrame(BINARY, Buffer.from('abc'));
    },
    'closed',
  ),
  frames(
    'S6',
    'a placeholder named like a property',
    (socket) => {
      socket.sendText('451-["a",{"_placeholder":true,"num":"constructor"}]');
      socket.sendFrame(BINARY, Buffer.from('abc'));
    },
    'closed',
  ),
  frames(
    'S6',
    'more attachments than anybody has',
    (socket) => socket.sendText('4599999-["a",{"_placeholder":true,"num":0}]'),
    'closed',
  ),
  frames(
    'S6',
    'an attachment nobody announced',
    (socket) => socket.sendFrame(BINARY, Buffer.from('abc')),
    'closed',
  ),
  ...GARBAGE.map((text) => frames('S7', `the text ${JSON.stringify(text)}`, sendText(text), 'closed')),
  ...IGNORED.map((text) => frames('S7', `the text ${text}`, sendText(text), 'stays')),
  frames(
    'S7',
    'objects in one another, 10,000 deep',
    sendText(`42["typing:start",${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}]`),
    'stays',
  ),
  frames(
    'S7',
    'lists in one another, 30,000 deep',
    sendText(`42["typing:start",${'['.repeat(30_000)}${']'.repeat(30_000)}]`),
    'stays',
  ),
  frames(
    'S7',
    'lists in one another, 10,000 deep, with bytes',
    (socket) => {
      socket.sendText(
        `451-["typing:start",${'['.repeat(10_000)}{"_placeholder":true,"num":0}${']'.repeat(10_000)}]`,
      );
      socket.sendFrame(BINARY, Buffer.from('abc'));
    },
    'closed',
  ),
  frames('S7', 'several packets in one frame', sendText('42["a"]\u001e42["b"]'), 'closed'),
  frames(
    'S7',
    'text that is not UTF-8',
    (socket) => socket.sendFrame(TEXT, Buffer.from([0x34, 0x32, 0xff, 0xfe])),
    'closed',
  ),
  frames(
    'S7',
    'a frame that is not masked',
    (socket) => socket.sendFrame(TEXT, Buffer.from('3'), { masked: false }),
    'closed',
  ),
  frames(
    'S7',
    'a frame of an extension',
    (socket) => socket.sendFrame(TEXT, Buffer.from('3'), { flags: 0xc0 }),
    'closed',
  ),
  frames(
    'S7',
    'a kind of frame there is none of',
    (socket) => socket.sendFrame(3, Buffer.from('3')),
    'closed',
  ),
  frames(
    'S7',
    'a control frame in pieces',
    (socket) => socket.sendFrame(9, Buffer.from('a'), { flags: 0 }),
    'closed',
  ),
  frames(
    'S7',
    'a control frame that is too long',
    (socket) => socket.sendFrame(9, Buffer.alloc(126)),
    'closed',
  ),
  frames(
    'S7',
    'the rest of a message that never began',
    (socket) => socket.sendFrame(0, Buffer.from('a')),
    'closed',
  ),
  frames(
    'S7',
    'a thousand pings',
    (socket) => {
      for (let times = 0; times < 1_000; times += 1) socket.sendFrame(9, Buffer.from('a'));
    },
    'stays',
  ),
  frames(
    'S7',
    'a thousand empty pieces',
    (socket) => {
      socket.sendFrame(TEXT, Buffer.from('3'), { flags: 0 });
      for (let times = 0; times < 1_000; times += 1) socket.sendFrame(0, Buffer.alloc(0), { flags: 0 });
      socket.sendFrame(0, Buffer.alloc(0));
    },
    'stays',
  ),
  frames(
    'S7',
    'no HTTP any more',
    (socket) => socket.sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n')),
    'closed',
  ),
  frames(
    'S14',
    'another namespace on the same connection',
    async (socket, world) => {
      assert.match(await socket.join({ token: world.people.customer.accessToken }, '/admin'), /^44/);
    },
    'stays',
  ),
  {
    id: 'S7',
    says: 'an acknowledgement id of any size is given back as it is, or not at all (frames)',
    async run(world) {
      const socket = await RawSocket.connect(world.url, world.people.customer.accessToken);
      for (const id of [0, 7, 2 ** 31, 2 ** 53 - 1]) {
        socket.sendText(`42${id}["nobody:knows",{}]`);
        assertNotAcknowledged(await socket.acknowledgement(id), 'unknown_event');
      }
      socket.close();
    },
  },
];
