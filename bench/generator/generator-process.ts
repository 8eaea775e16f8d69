// The generator's process: does what `Generator` asks.
import { duetWire } from './duet-wire.ts';
import { Herd } from './herd.ts';
import { Crowd } from './load.ts';
import { naiveWire } from './naive-wire.ts';
import type { CommandName, Commands, ConnectOrder, Reply, Request } from './protocol.ts';
import { readPages } from './read.ts';
import { StubbornCrowd } from './stubborn.ts';
import type { Connect } from './wire.ts';
import { xmppWire } from './xmpp-wire.ts';

let crowd: Crowd | undefined;
let stubborn: StubbornCrowd | undefined;
let herd: Herd | undefined;

const commands: Commands = {
  async connect({ wire, url, pairs }) {
    crowd = await Crowd.connect(pairs, wireOf(wire, url));
  },
  load: (order) => there(crowd).load(order),
  read: readPages,
  async write({ wire, url, pairs, perSecond, seed }) {
    stubborn = new StubbornCrowd(pairs, wireOf(wire, url));
    await stubborn.ready();
    stubborn.write(perSecond, seed);
  },
  finish: (patienceMs) => there(stubborn).finish(patienceMs),
  async gather({ url, pairs }) {
    herd = new Herd(
      url,
      pairs.flatMap(({ people }) => people),
    );
  },
  news: async () => there(herd).news(),
  states: async () => there(stubborn ?? crowd).ledger.states(),
};

process.once('disconnect', () => process.exit(0));
process.on('message', (request) => void answer(request as Request));

async function answer({ id, name, order }: Request): Promise<void> {
  const command = commands[name] as (order: unknown) => ReturnType<Commands[CommandName]>;
  const reply: Reply = await command(order).then(
    (result) => ({ id, result }),
    (error: unknown) => ({
      id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  process.send?.(reply);
}

function there<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('Nobody is connected yet.');
  return thing;
}

function wireOf(wire: ConnectOrder['wire'], url: string): Connect {
  switch (wire) {
    case 'duet':
      return duetWire(url, true);
    case 'duet-without-receipts':
      return duetWire(url, false);
    case 'naive':
      return naiveWire(url);
    case 'xmpp':
      return xmppWire(url);
  }
}
