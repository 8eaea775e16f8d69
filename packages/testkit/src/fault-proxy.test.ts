import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { until } from './until.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that answers what it gets, and what it got. */
async function startEcho() {
  const got: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      got.push(String(bytes));
      socket.write(bytes);
    });
  });
  return { got, sockets, url: await listen(server) };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startProxy(...options: Parameters<typeof startFaultProxy>): Promise<FaultProxy> {
  const proxy = await startFaultProxy(...options);
  closers.push(() => proxy.close());
  return proxy;
}

/** A client that keeps what it gets, and how its connection ended. */
function dial({ port }: FaultProxy) {
  const socket = connect(port, '127.0.0.1');
  const line = { socket, got: [] as string[], ended: undefined as string | undefined };
  socket.on('data', (bytes) => line.got.push(String(bytes)));
  socket.on('error', (error: NodeJS.ErrnoException) => (line.ended = error.code));
  socket.on('close', () => (line.ended ??= 'closed'));
  closers.push(() => socket.destroy());
  return line;
}

describe('the fault proxy', () => {
  it('passes everything both ways, and the end of it', async () => {
    const echo = await startEcho();
    const heard: Buffer[] = [];
    const proxy = await startProxy(echo.url, { tap: (bytes) => heard.push(bytes) });
    const line = dial(proxy);
    line.socket.end('hello');
    await until(() => line.ended === 'closed');
    expect(line.got.join('')).toBe('hello');
    expect(String(Buffer.concat(heard))).toBe('hello');
    await until(() => proxy.connections === 0);
  });

  it('delays by latency and jitter and never reorders', async () => {
    const echo = await startEcho();
    const delays = [1, 0, 0.5, 0];
    const proxy = await startProxy(echo.url, { random: () => delays.shift() ?? 0 });
    proxy.set({ latency: 20, jitter: 40 });
    const line = dial(proxy);
    const begun = performance.now();
    line.socket.write('first ');
    await until(() => delays.length === 3);
    line.socket.write('second');
    await until(() => line.got.join('') === 'first second');
    expect(performance.now() - begun).toBeGreaterThanOrEqual(79);
  });

  it('passes no more than the bandwidth, in pieces no longer than the chunk', async () => {
    const echo = await startEcho();
    const proxy = await startProxy(echo.url);
    proxy.set({ bandwidth: 10_000, chunk: 100 });
    const line = dial(proxy);
    const begun = performance.now();
    line.socket.write('x'.repeat(1_000));
    await until(() => line.got.join('').length === 1_000);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(89);
    expect(Math.max(...echo.got.map((piece) => piece.length))).toBe(100);
  });

  it('stops reading from the server until the server cannot write, and loses nothing', async () => {
    const server = createServer((socket) => {
      const more = (): void => {
        while (sent < 64 && socket.write(Buffer.alloc(1 << 20, 'y'))) sent += 1;
        if (sent === 64) socket.end();
        else sent += 1;
        stuck = sent < 64;
      };
      let sent = 0;
      socket.on('drain', more);
      more();
    });
    let stuck = false;
    const proxy = await startProxy(await listen(server));
    proxy.set({ stopReading: 'server' });
    const line = dial(proxy);
    let total = 0;
    line.socket.on('data', (bytes) => (total += bytes.length));
    await until(() => stuck);
    expect(total).toBe(0);
    proxy.set({});
    await until(() => line.ended === 'closed');
    expect(total).toBe(64 << 20);
  });

  it('makes a line half open: what was sent meanwhile arrives when it heals', async () => {
    const echo = await startEcho();
    const proxy = await startProxy(echo.url);
    const line = dial(proxy);
    line.socket.write('a');
    await until(() => line.got.join('') === 'a');
    proxy.set({ stopWriting: 'client' });
    line.socket.write('b');
    await until(() => echo.got.join('') === 'ab');
    proxy.set({ stopWriting: 'all' });
    line.socket.write('c');
    await until(() => line.socket.writableLength === 0);
    expect(line.got.join('')).toBe('a');
    expect(echo.got.join('')).toBe('ab');
    proxy.set({});
    await until(() => line.got.join('') === 'abc');
  });

  it('accepts and is silent, for good', async () => {
    const echo = await startEcho();
    const proxy = await startProxy(echo.url);
    proxy.set({ silent: true });
    const deaf = dial(proxy);
    await until(() => proxy.connections === 1);
    proxy.set({});
    deaf.socket.write('anybody?');
    const line = dial(proxy);
    line.socket.write('hello');
    await until(() => line.got.join('') === 'hello');
    expect(deaf.got).toEqual([]);
    expect(deaf.ended).toBeUndefined();
  });

  it('resets what is open, refuses while cut, and heals', async () => {
    const echo = await startEcho();
    const proxy = await startProxy(echo.url);
    const line = dial(proxy);
    line.socket.write('a');
    await until(() => line.got.length === 1);
    proxy.reset();
    await until(() => line.ended === 'ECONNRESET');
    proxy.cut();
    const refused = dial(proxy);
    await until(() => refused.ended !== undefined);
    proxy.set({});
    const again = dial(proxy);
    again.socket.write('b');
    await until(() => again.got.join('') === 'b');
  });

  it('loses the answer to a request that was carried out', async () => {
    const done: string[] = [];
    const server = createHttpServer((request, response) => {
      done.push(request.url!);
      response.end('done');
    });
    const proxy = await startProxy((await listen(server)).replace('tcp:', 'http:'));
    proxy.set({ loseAnswerTo: (bytes) => bytes.includes('/lost') });
    expect(await (await fetch(`${proxy.url}/kept`)).text()).toBe('done');
    await expect(fetch(`${proxy.url}/lost`)).rejects.toThrow('fetch failed');
    expect(done).toEqual(['/kept', '/lost']);
  });

  it('repeats what it is told to, and nothing else', async () => {
    const echo = await startEcho();
    const proxy = await startProxy(echo.url);
    proxy.set({ repeat: (bytes) => String(bytes) === 'twice' });
    const line = dial(proxy);
    line.socket.write('once');
    await until(() => line.got.join('') === 'once');
    line.socket.write('twice');
    await until(() => line.got.join('') === 'oncetwicetwice');
  });

  it('leads new connections to another place, and resets those to a place that is gone', async () => {
    const [here, there] = [await startEcho(), await startEcho()];
    const proxy = await startProxy(here.url);
    proxy.retarget(there.url);
    const line = dial(proxy);
    line.socket.write('hello');
    await until(() => line.got.length === 1);
    expect([here.got, there.got]).toEqual([[], ['hello']]);
    proxy.retarget('tcp://127.0.0.1:1');
    const lost = dial(proxy);
    await until(() => lost.ended === 'ECONNRESET');
  });
});
