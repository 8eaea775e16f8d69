import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { palettes, type Palette } from '../apps/mobile/src/ui/tokens.ts';
import { PEOPLE } from './ledger.ts';
import type { Stage } from './stage.ts';

/** How often the ledger is looked at while somebody looks at it. */
const REFRESH_MS = 400;

/** The page that shows a stage, for a browser on this machine. */
export interface Show {
  readonly url: string;
  close(): Promise<void>;
}

/** Takes the port, so that the page has an address, before there is anything to show. */
export async function openShow(port = 0): Promise<Show & { present(stage: Stage): Promise<void> }> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async present(stage) {
      const files = await readFiles(stage);
      server.on('request', (request, response) => {
        answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
      });

      async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { pathname: path, searchParams } = new URL(request.url ?? '/', url);
        if (request.method === 'POST' && path === '/do') {
          // Other people's pages may not play with it.
          if (request.headers.origin !== url) return void response.writeHead(403).end();
          await obey(stage, searchParams);
          return void response.writeHead(204).end();
        }
        if (path === '/state') return tell(stage, response);
        const file = files.get(path);
        if (!file) return void response.writeHead(404).end();
        response.writeHead(200, { 'content-type': `${file.type}; charset=utf-8`, ...headersFor(stage) });
        response.end(file.text);
      }
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Does what the page asks for; what is not understood is not done. */
async function obey(stage: Stage, asked: URLSearchParams): Promise<void> {
  const what = asked.get('do');
  if (what === 'kill') return stage.killServer();
  if (what === 'start') return stage.startServer();
  const name = PEOPLE.find((person) => person === asked.get('name'));
  if (!name) return;
  if (what === 'cut') stage.cut(name);
  if (what === 'set') {
    const [latency, loss] = [Number(asked.get('latency')), Number(asked.get('loss'))];
    stage.set(name, { online: asked.get('online') === 'true', latency, loss });
  }
}

/** Says how things stand whenever that has changed, for as long as somebody listens (server-sent events). */
function tell(stage: Stage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let last = '';
  const look = async (): Promise<void> => {
    const state = JSON.stringify(await stage.state());
    if (state !== last) response.write(`data: ${state}\n\n`);
    last = state;
    timer = setTimeout(() => void look().catch(() => response.end()), REFRESH_MS);
  };
  let timer: NodeJS.Timeout | undefined;
  response.on('close', () => clearTimeout(timer));
  void look().catch(() => response.end());
}

function headersFor({ addresses }: Stage): Record<string, string> {
  const frames = PEOPLE.map((person) => new URL(addresses[person]).origin).join(' ');
  return {
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src ${frames}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
  };
}

async function readFiles(stage: Stage): Promise<Map<string, { type: string; text: string }>> {
  const read = (file: string) => readFile(join(import.meta.dirname, 'page', file), 'utf8');
  const page = PEOPLE.reduce(
    (text, person) => text.replace(`{{${person}}}`, stage.addresses[person].replaceAll('&', '&amp;')),
    await read('index.html'),
  );
  return new Map([
    ['/', { type: 'text/html', text: page }],
    ['/page.css', { type: 'text/css', text: await read('page.css') }],
    ['/page.js', { type: 'text/javascript', text: await read('page.js') }],
    ['/colours.css', { type: 'text/css', text: colours() }],
  ]);
}

/** The app's colours, under their names there. */
function colours(): string {
  const rules = (palette: Palette) =>
    Object.entries(palette)
      .map(([colour, value]) => `--${colour}:${value};`)
      .join('');
  return `:root{color-scheme:light dark;${rules(palettes.light)}}@media (prefers-color-scheme:dark){:root{${rules(palettes.dark)}}}`;
}
