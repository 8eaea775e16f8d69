import { CLIENT_EVENTS, ROUTES, SERVER_EVENTS } from '@duet/contract';
import { afterEach, expect, it } from 'vitest';
import { closeServers, errorOf, startHttp } from '../http/http-server.fixture.ts';
import { html } from './html.ts';

afterEach(closeServers);

it('tells of every route and event, with links that lead somewhere', async () => {
  const { app } = await startHttp({ docs: true });
  const { body, headers } = await app.inject('/docs');
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  for (const name of Object.keys(ROUTES)) expect(body).toContain(`id="${name}"`);
  for (const name of [...Object.keys(CLIENT_EVENTS), ...Object.keys(SERVER_EVENTS)])
    expect(body).toContain(`>${name}</a>`);
  const anchors = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(anchors).size).toBe(anchors.length);
  for (const [, target] of body.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target);
  expect(body).not.toContain('[object Object]');
});

it('has no script and needs nobody else', async () => {
  const { app } = await startHttp({ docs: true });
  const { body, headers } = await app.inject('/docs');
  expect(body).not.toMatch(/<script|\son\w+=|style="|javascript:/i);
  expect([...body.matchAll(/(?:href|src)="([^#"][^"]*)"/g)].map(([, address]) => address)).toEqual([
    '/docs/style.css',
    '/docs/openapi.json',
    '/docs/asyncapi.json',
  ]);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self';/);
  const style = await app.inject('/docs/style.css');
  expect(style.headers['content-type']).toBe('text/css; charset=utf-8');
  expect(style.body).not.toMatch(/url\(|@import/);
});

it('has both documents beside it', async () => {
  const { app } = await startHttp({ docs: true });
  expect((await app.inject('/docs/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
  expect((await app.inject('/docs/asyncapi.json')).json()).toMatchObject({ asyncapi: '3.0.0' });
});

it('is not there unless it is asked for', async () => {
  const { app } = await startHttp({ docs: false });
  for (const url of ['/docs', '/docs/openapi.json', '/docs/style.css']) {
    expect(errorOf(await app.inject({ url, headers: { accept: 'text/html' } })).code).toBe('not_found');
  }
});

it('escapes whatever is no HTML', () => {
  expect(html`<p title="${'"x"'}">${['<b>', html`<i>${'&'}</i>`, 7, undefined]}</p>`.text).toBe(
    '<p title="&#34;x&#34;">&#60;b&#62;<i>&#38;</i>7</p>',
  );
});
