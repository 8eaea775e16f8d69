import { connect, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { until } from '@duet/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { closeServers, startHttp } from './http-server.fixture.ts';

afterEach(closeServers);

describe('on the wire', () => {
  async function listen() {
    const { app } = await startHttp();
    await app.listen({ port: 0, host: '127.0.0.1' });
    return (app.server.address() as AddressInfo).port;
  }

  /** Sends pieces of bytes and answers all that came back until the server closed. */
  function talk(port: number, ...pieces: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let answer = '';
      socket.setEncoding('utf8');
      socket.on('data', (text: string) => (answer += text));
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
      socket.write(pieces.join(''));
    });
  }

  const get = 'GET /healthz HTTP/1.1\r\nhost: duet\r\nconnection: close\r\n\r\n';

  it('R26 refuses headers of 32 kB', async () => {
    const port = await listen();
    const answer = await talk(
      port,
      `GET /healthz HTTP/1.1\r\nhost: duet\r\nx: ${'x'.repeat(32_768)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('"code":"headers_too_large"');
    expect(answer).toContain('x-content-type-options: nosniff');
  });

  it('refuses what is no HTTP', async () => {
    const port = await listen();
    expect(await talk(port, 'garbage\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*"code":"bad_request"/);
    expect(await talk(port, get)).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each([
    ['a body cut short', 'content-type: application/json\r\ncontent-length: 5', '{"a":', 400],
    ['text', 'content-type: text/plain\r\ncontent-length: 5', 'hello', 415],
    ['too many bytes', `content-type: application/json\r\ncontent-length: 70000`, 'x'.repeat(70_000), 413],
  ])('serves the next request of the connection after %s', async (_name, headers, body, status) => {
    const port = await listen();
    const head = `POST /api/v1/auth/login HTTP/1.1\r\nhost: duet\r\n${headers}\r\n\r\n`;
    const answer = await talk(port, head, body, get);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/HTTP\/1.1 200 OK[^]*\{"status":"ok"\}$/);
  });

  it('R28 closes on a body that never ends within ten seconds', { timeout: 15_000 }, async () => {
    const port = await listen();
    const before = performance.now();
    const answer = await talk(
      port,
      'POST /api/v1/auth/login HTTP/1.1\r\nhost: duet\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{',
    );
    expect(performance.now() - before).toBeLessThan(11_000);
    expect(answer).toMatch(/^HTTP\/1.1 408 [^]*"code":"request_timeout"/);
  });

  it('cuts a client that reads nothing of what it asked for', async () => {
    const { app } = await startHttp({ patienceFactor: 0.005 });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const stuck = connect(port, '127.0.0.1').pause();
    stuck.on('error', () => undefined);
    const connections = promisify(app.server.getConnections.bind(app.server));
    // Whole requests, whose answers are more than the buffers of the operating system hold.
    stuck.write('GET /metrics HTTP/1.1\r\nhost: duet\r\n\r\n'.repeat(1_000));
    await until(async () => (await connections()) === 1);
    await until(async () => (await connections()) === 0, { timeout: 15_000 });
    stuck.destroy();
  });

  it('lets a kept connection end with its answer when it closes', async () => {
    const gate = Promise.withResolvers<void>();
    let asked = false;
    const assertReady = () => {
      asked = true;
      return gate.promise;
    };
    const { app } = await startHttp({ assertReady });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    await (await fetch(`${url}/healthz`)).text();
    const { port } = app.server.address() as AddressInfo;
    const inFlight = talk(port, 'GET /readyz HTTP/1.1\r\nhost: duet\r\n\r\n');
    await until(() => asked);
    const closing = app.close();
    await until(() => !app.server.listening);
    gate.resolve();
    expect(await inFlight).toMatch(/^HTTP\/1.1 200 [^]*connection: close[^]*\{"status":"ready"\}$/);
    await closing;
  });
});
