import { CLIENT_EVENTS, type ClientEventName } from '@duet/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LineClosed } from './line.ts';
import { RawSocket } from './raw-socket.ts';
import { startHostileWorld, type HostileWorld } from './start-world.ts';

/** FUZZ_SEED throws other dice, FUZZ_RUNS throws more of them. */
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 150);

let place: HostileWorld;
beforeAll(async () => {
  place = await startHostileWorld({});
});
afterAll(() => place.stop());

/** What Socket.IO may mean by a text, and what comes near it. */
const packetType = fc.constantFrom(
  '40',
  '41',
  '42',
  '43',
  '44',
  '45',
  '46',
  '2',
  '3',
  '4',
  '5',
  '6',
  '42/admin,',
  '451-',
  '',
);
const ackId = fc.constantFrom('', '0', '1', '-1', '99999999999999999999', 'x');
const event = fc.oneof(
  fc.constantFrom(...(Object.keys(CLIENT_EVENTS) as ClientEventName[])),
  fc.constantFrom('__proto__', 'constructor', 'error', 'disconnect'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const input = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    { _placeholder: true, num: 0 },
    { conversationId: { _placeholder: true, num: 'constructor' } },
    null,
  ),
);
const packet = fc
  .tuple(packetType, ackId, fc.oneof(fc.tuple(event, input), fc.jsonValue({ maxDepth: 2 })))
  .map(([type, id, body]) => type + id + JSON.stringify(body));

/** Bytes of a text that some hand has changed here and there. */
const text = fc
  .tuple(
    packet,
    fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('change', 'drop', 'add')), { maxLength: 3 }),
  )
  .map(([whole, changes]) => {
    const bytes = [...Buffer.from(whole)];
    for (const [at, byte, how] of changes) {
      const index = at % (bytes.length + 1);
      bytes.splice(index, how === 'add' ? 0 : 1, ...(how === 'drop' ? [] : [byte]));
    }
    return Buffer.from(bytes);
  });

/** Frames as they should be, mostly; else of any kind, with any flags, masked or not, or no frames at all. */
const frame = fc.oneof(
  { weight: 6, arbitrary: text.map((payload) => ({ opcode: 1, payload, flags: 0x80, masked: true })) },
  {
    weight: 2,
    arbitrary: fc.record({
      opcode: fc.nat(15),
      payload: fc.oneof(
        text,
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      ),
      flags: fc.constantFrom(0x80, 0, 0xc0, 0xf0),
      masked: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ raw: Buffer.from(bytes) })) },
);

it('whatever frames come, the socket answers or is closed, and everybody else is served', async () => {
  const { world, server } = place;
  const run = fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 6 }), async (frames) => {
    const socket = await RawSocket.connect(world.url, world.people.customer.accessToken);
    for (const one of frames) {
      if ('raw' in one) socket.sendBytes(one.raw);
      else socket.sendFrame(one.opcode, one.payload, one);
    }
    // Behind half a frame this is part of it, and nobody answers: then the line is cut from here.
    socket.sendText('4277["connection:check",{}]');
    const answered = socket.acknowledgement(77).then(() => undefined, onlyClosed);
    await Promise.race([
      answered,
      world.socket('artist').then((other) => other.emit('connection:check', {})),
    ]);
    socket.close();
    await answered;
    expect(await world.serves()).toBe(true);
  });
  await fc.assert(run, { seed, numRuns, interruptAfterTimeLimit: Math.max(8_000, numRuns * 60) });
  expect(await server.metric('duet_errors_total')).toBe(0);
});

function onlyClosed(error: unknown): void {
  if (!(error instanceof LineClosed)) throw error;
}
