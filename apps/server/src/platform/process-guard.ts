import type { Logger } from 'pino';
import type { Faults } from './faults.ts';

/**
 * What nobody caught, in a process that runs a server. A promise nobody awaited says nothing about the rest: it is
 * logged and counted, and the process stays. After an exception out of nowhere the state is unknown: it is logged, and
 * `onBroken` is to finish what can be finished and end the process.
 */
export function guardProcess({ log, faults }: { log: Logger; faults: Faults }, onBroken: () => void): void {
  process.on('unhandledRejection', (error) => faults.report('process', error));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error, component: 'process' }, 'uncaught exception');
    onBroken();
  });
}
