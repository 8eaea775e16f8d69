import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { closeServers, errorOf, ID, startHttp } from './http-server.fixture.ts';

afterEach(closeServers);

describe('the web app', () => {
  let folder: string;
  const nowhere = { webRoot: undefined, adminRoot: undefined, adminOrigin: undefined };
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function startWithApp() {
    folder = await mkdtemp(join(tmpdir(), 'duet-web-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Duet</title>');
    await writeFile(join(folder, 'favicon.svg'), '<svg/>');
    await writeFile(join(folder, 'assets/main-Ab12Cd34.js'), 'plain');
    await writeFile(join(folder, 'assets/main-Ab12Cd34.js.br'), 'brotli');
    await writeFile(join(folder, 'assets/main-Ab12Cd34.js.gz'), 'gzip');
    return startHttp({ webRoots: { ...nowhere, webRoot: folder } });
  }

  it('is asked for again at its entry and kept for good behind a hash', async () => {
    const { app } = await startWithApp();
    const entry = await app.inject('/');
    expect(entry.body).toContain('<title>Duet</title>');
    expect(entry.headers['cache-control']).toBe('no-cache');
    expect((await app.inject('/favicon.svg')).headers['cache-control']).toBe('no-cache');
    const asset = await app.inject('/assets/main-Ab12Cd34.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asset.headers['content-type']).toContain('javascript');
    expect(asset.body).toBe('plain');
  });

  it.each([
    ['br, gzip', 'br', 'brotli'],
    ['gzip', 'gzip', 'gzip'],
  ])('comes compressed for %s', async (accepted, encoding, body) => {
    const { app } = await startWithApp();
    const asset = await app.inject({
      url: '/assets/main-Ab12Cd34.js',
      headers: { 'accept-encoding': accepted },
    });
    expect(asset.headers['content-encoding']).toBe(encoding);
    expect(asset.headers['vary']).toContain('accept-encoding');
    expect(asset.headers['cache-control']).toContain('immutable');
    expect(asset.body).toBe(body);
  });

  it('answers every address of the app with the same page, and nothing else with it', async () => {
    const { app } = await startWithApp();
    const html = { accept: 'text/html,application/xhtml+xml' };
    const deep = await app.inject({ url: `/conversations/${ID}`, headers: html });
    expect(deep.statusCode).toBe(200);
    expect(deep.body).toContain('<title>Duet</title>');
    expect(deep.headers['cache-control']).toBe('no-cache');
    const missing = [
      { url: '/assets/gone-Ab12Cd34.js', headers: { accept: '*/*' } },
      { url: '/api/v1/nope', headers: html },
      { url: '/../package.json', headers: { accept: '*/*' } },
      { url: '/%2e%2e/package.json', headers: { accept: '*/*' } },
      { url: '/.env', headers: { accept: '*/*' } },
      { method: 'POST' as const, url: '/conversations', headers: html },
    ];
    for (const request of missing) {
      const response = await app.inject(request);
      expect([request.url, response.statusCode]).toEqual([request.url, 404]);
      expect(errorOf(response).code).toBe('not_found');
    }
  });

  async function startWithBoth(adminOrigin: string | undefined) {
    folder = await mkdtemp(join(tmpdir(), 'duet-web-'));
    const [webRoot, adminRoot] = [join(folder, 'app'), join(folder, 'dashboard')];
    await mkdir(webRoot);
    await mkdir(join(adminRoot, 'assets'), { recursive: true });
    await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Duet</title>');
    await writeFile(join(adminRoot, 'index.html'), '<!doctype html><title>Dashboard</title>');
    await writeFile(join(adminRoot, 'assets/main-Ab12Cd34.js'), 'dashboard');
    return startHttp({ webRoots: { webRoot, adminRoot, adminOrigin } });
  }

  it('has the dashboard beside it', async () => {
    const { app } = await startWithBoth(undefined);
    const pageAt = async (url: string) => (await app.inject({ url, headers: { accept: 'text/html' } })).body;
    for (const url of ['/admin', '/admin/', '/admin?x', '/admin/conversations/1'])
      expect([url, await pageAt(url)]).toEqual([url, expect.stringContaining('Dashboard')]);
    for (const url of ['/', '/administrate']) expect(await pageAt(url)).toContain('<title>Duet</title>');
    const asset = await app.inject('/admin/assets/main-Ab12Cd34.js');
    expect([asset.body, asset.headers['cache-control']]).toEqual([
      'dashboard',
      'public, max-age=31536000, immutable',
    ]);
    expect((await app.inject('/admin/assets/gone.js')).statusCode).toBe(404);
    expect((await app.inject({ url: '/admin/', headers: { accept: 'text/html' } })).headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-security-policy': expect.stringContaining("script-src 'self'") as string,
    });
  });

  it('and the dashboard are each under their own host name, where there is one', async () => {
    const { app } = await startWithBoth('https://admin.example');
    const statusOf = async (host: string, url: string) =>
      (await app.inject({ url, headers: { host, accept: 'text/html' } })).statusCode;
    for (const [url, asApp, asDashboard] of [
      ['/', 200, 302],
      ['/conversations/1', 200, 404],
      ['/admin', 404, 200],
      ['/admin/assets/main-Ab12Cd34.js', 404, 200],
      ['/healthz', 200, 200],
      ['/metrics', 200, 404],
    ] as const) {
      expect([url, await statusOf('app.example', url)]).toEqual([url, asApp]);
      expect([url, await statusOf('admin.example', url)]).toEqual([url, asDashboard]);
    }
  });

  it('is refused at start-up when it is not there', async () => {
    folder = await mkdtemp(join(tmpdir(), 'duet-web-'));
    await expect(startHttp({ webRoots: { ...nowhere, webRoot: folder } })).rejects.toThrow(
      /^WEB_ROOT must be the folder of the built app/,
    );
  });
});
