import { readConfig } from './config.ts';
import { OperatorError } from './platform/operator-error.ts';
import { startServer, type RunningServer } from './server.ts';

/** How long what is in flight may take to finish. */
const DRAIN_MS = 10_000;

try {
  run(await startServer(readConfig()));
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** Keeps the server until it is told to stop, or until something is broken beyond knowing. */
function run(server: RunningServer): void {
  let stopping = false;
  const stop = (exitCode: number): void => {
    if (stopping) process.exit(1); // Whoever asks twice does not want to wait.
    stopping = true;
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    server.close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        server.faults.report('process', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));

  // One promise that nobody awaited says nothing about the rest: it is counted, and the process stays.
  process.on('unhandledRejection', (error) => server.faults.report('process', error));
  // After an exception out of nowhere the state is unknown: finish what can be finished, then start afresh.
  process.on('uncaughtException', (error) => {
    server.log.fatal({ err: error, component: 'process' }, 'uncaught exception');
    stop(1);
  });
}
