import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * A free port that systems give to nobody by themselves. One of theirs may be taken when the server is started again:
 * a client that keeps trying to reach it may even be connected to itself. It is taken by listening ten thousand below,
 * until `release`: a server that is still starting, or was killed, listens nowhere, and another runner's would be taken
 * for it.
 */
export async function takePort(): Promise<{ port: number; release: () => void }> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const guard = await listen(port - 10_000);
    const probe = guard && (await listen(port));
    if (!probe) {
      guard?.close();
      continue;
    }
    probe.close();
    await once(probe, 'close');
    guard.unref();
    return { port, release: () => guard.close() };
  }
}

async function listen(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => server,
    () => undefined,
  );
}
