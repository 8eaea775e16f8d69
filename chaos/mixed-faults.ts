import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { NETWORK_FAULTS } from './network-faults.ts';
import { SERVER_FAULTS } from './server-faults.ts';

/** Those that need nothing to go well meanwhile. */
const OF_SERVER = ['server-killed', 'commit-ack-kill', 'commit-publish-kill', 'server-stopped'];
const OF_NETWORK = [
  'answer-lost',
  'request-doubled',
  'line-slow',
  'line-dead',
  'line-reset',
  'line-flapping',
];

/** Faults that come together. */
export const MIXED_FAULTS: readonly Fault[] = [
  {
    name: 'three-at-once',
    title: 'PostgreSQL is killed, while a fault of the server and one of the network go on',
    async run(world, seconds, postgres) {
      const ofServer = named(SERVER_FAULTS, world.pick(OF_SERVER));
      const ofNetwork = named(NETWORK_FAULTS, world.pick(OF_NETWORK));
      world.notes.push(`${ofServer.name} and ${ofNetwork.name}`);
      const killPostgres = async (): Promise<void> => {
        await postgres.crash('SIGKILL');
        await sleep((seconds * 1_000) / 2);
        await postgres.heal();
      };
      await Promise.all([
        ofServer.run(world, seconds, postgres),
        ofNetwork.run(world, seconds, postgres),
        killPostgres(),
      ]);
    },
  },
];

function named(faults: readonly Fault[], name: string): Fault {
  const fault = faults.find((one) => one.name === name);
  if (!fault) throw new Error(`There is no fault ${name}.`);
  return fault;
}
