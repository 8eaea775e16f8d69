import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, run } from './program.ts';
import { answerHelp, say } from './say.ts';
import { ADMIN_APP, ADMIN_ROOT, APP, ensureWebApp, WEB_ROOT } from './web-app.ts';
import { growth, weigh, type Budget, type Chunk, type RouteWeight } from './weigh.ts';

answerHelp(`
node tools/run.mjs web-size: weighs the JavaScript that the built web apps fetch, against the web-size.json of each.

  --write    puts down there what the chunks weigh now; the limits stay as they are

Builds an app if it is stale. Fails when a route is over its limit, and says which chunk grew.
`);

await weighApp(APP, WEB_ROOT);
await weighApp(ADMIN_APP, ADMIN_ROOT);

async function weighApp(app: string, root: string): Promise<void> {
  const file = join(ROOT, app, 'web-size.json');
  await ensureWebApp(app);
  const budget = JSON.parse(await readFile(file, 'utf8')) as Budget;
  const manifest = JSON.parse(await readFile(join(root, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const weights = weigh(manifest, (chunk) => gzipSize(join(root, chunk)), budget);
  for (const { route, size, limit } of weights) {
    say(`${app.padEnd(12)} ${route.padEnd(12)} ${kB(size)} of ${kB(limit)}`);
  }
  if (process.argv.includes('--write')) {
    const chunks = weights.flatMap((weight) => weight.chunks.map(({ name, size }) => [name, size] as const));
    const written: Budget = { ...budget, chunks: Object.fromEntries(chunks) };
    await writeFile(file, JSON.stringify(written));
    await run(['prettier', '--write', file]);
  }
  for (const weight of weights.filter(({ size, limit }) => size > limit)) {
    say(`\n${overweight(weight)}`);
    process.exitCode = 1;
  }
}

function gzipSize(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

function overweight({ route, size, limit, chunks }: RouteWeight): string {
  const lines = chunks.map((chunk) => {
    const grown = chunk.was === undefined ? 'new' : `${growth(chunk) < 0 ? '' : '+'}${kB(growth(chunk))}`;
    return `    ${chunk.name.padEnd(20)} ${kB(chunk.size)}  ${grown}`;
  });
  const title = `The route "${route}" is ${kB(size - limit)} over its limit of ${kB(limit)}:`;
  return [title, ...lines].join('\n');
}

function kB(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
