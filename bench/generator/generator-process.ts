// The generator's process: does what `Generator` asks.
import { Crowd } from './load.ts';
import { duetWire } from './duet-wire.ts';
import { naiveWire } from './naive-wire.ts';
import type { CommandName, Commands, ConnectOrder, Reply, Request } from './protocol.ts';
import type { Connect } from './wire.ts';

let crowd: Crowd | undefined;

const commands: Commands = {
  async connect({ wire, url, pairs }) {
    crowd = await Crowd.connect(pairs, wireOf(wire, url));
  },
  load: (order) => present().load(order),
  states: async () => present().ledger.states(),
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

function present(): Crowd {
  if (crowd === undefined) throw new Error('Nobody is connected yet.');
  return crowd;
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
      throw new Error('not yet');
  }
}
