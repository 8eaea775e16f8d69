import { readConfig } from './config.ts';
import { OperatorError } from './platform/operator-error.ts';
import { guardProcess } from './platform/process-guard.ts';
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
    if (stopping) return;
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
  guardProcess(server, () => stop(1));
}
