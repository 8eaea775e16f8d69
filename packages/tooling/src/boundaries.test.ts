import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

/** One forbidden import for each rule: the file that has it, what it imports, the rule that must say so. */
const PLANTED = [
  ['packages/contract/src/ids.ts', 'uuid', 'contract-imports'],
  ['packages/contract/src/text.ts', 'node:crypto', 'contract-imports'],
  ['packages/chat-client/src/client.ts', 'react', 'chat-client-imports'],
  ['packages/chat-client/src/queue.ts', 'node:fs', 'chat-client-imports'],
  ['packages/chat-react/src/useSend.ts', 'react-native', 'chat-react-imports'],
  ['packages/chat-react/src/useSocket.ts', 'socket.io-client', 'chat-react-imports'],
  ['apps/mobile/src/App.tsx', '@duet/server/config.ts', 'clients-never-import-the-server'],
  ['apps/admin/src/App.tsx', '@duet/server/config.ts', 'clients-never-import-the-server'],
  ['apps/admin/src/Page.tsx', '../../mobile/src/App.tsx', 'the-dashboard-shares-no-screens'],
  ['apps/server/src/server.ts', '@duet/chat-client', 'the-server-never-imports-a-client'],
  ['apps/server/src/main.ts', '@duet/testkit', 'only-tests-import-testkit'],
  ['apps/mobile/src/Screen.tsx', '@duet/testkit', 'only-tests-import-testkit'],
  ['examples/embed/src/App.tsx', '@duet/server/config.ts', 'examples-mount-what-is-exported'],
  ['examples/embed/src/main.tsx', '../../../apps/mobile/src/ui/Text.tsx', 'examples-mount-what-is-exported'],
  ['apps/server/src/config.ts', './config.test.ts', 'nothing-imports-a-test'],
  ['apps/server/src/features/a/a.routes.ts', './a.repository.ts', 'transport-to-service-only'],
  [
    'apps/server/src/features/a/a.socket.ts',
    '../../platform/postgres/database.ts',
    'transport-to-service-only',
  ],
  ['apps/server/src/features/a/a.service.ts', 'fastify', 'service-knows-no-transport'],
  ['apps/server/src/features/b/b.service.ts', 'socket.io', 'service-knows-no-transport'],
  [
    'apps/server/src/features/c/c.service.ts',
    '../../platform/http/handlers.ts',
    'service-knows-no-transport',
  ],
  [
    'apps/server/src/features/d/d.service.ts',
    '../../platform/postgres/database.ts',
    'service-to-repository-only',
  ],
  ['apps/server/src/features/a/a.repository.ts', './other.service.ts', 'repository-knows-no-service'],
  ['apps/server/src/features/b/b.repository.ts', '../a/third.repository.ts', 'features-meet-in-services'],
  ['apps/server/src/features/e/e.service.ts', '../a/third.repository.ts', 'features-meet-in-services'],
  ['apps/server/src/health.ts', './features/a/third.repository.ts', 'only-context-builds-repositories'],
  [
    'apps/server/src/platform/http/server.ts',
    '../../features/a/other.service.ts',
    'platform-and-realtime-know-no-feature',
  ],
  [
    'apps/server/src/realtime/websocket.service.ts',
    '../features/a/other.service.ts',
    'platform-and-realtime-know-no-feature',
  ],
  ['apps/server/src/circle.ts', './ring.ts', 'no-cycles'],
  ['tools/start.ts', './nowhere.ts', 'no-unresolvable'],
] as const;

/** What the planted imports point at, and imports that look alike but are right. */
const SOUND = {
  'packages/contract/src/index.ts': `import 'zod';`,
  'packages/chat-client/src/index.ts': `import '@duet/contract'; import 'uuid'; import 'socket.io-client';`,
  'packages/chat-react/src/index.ts': `import '@duet/contract'; import '@duet/chat-client'; import 'react';`,
  'packages/testkit/src/index.ts': `import '@duet/server/context.ts';`,
  'apps/server/src/config.test.ts': `import '@duet/testkit'; import '@duet/chat-client';`,
  'apps/server/src/context.ts': `import './features/a/third.repository.ts';`,
  'apps/server/src/platform/postgres/database.ts': `import 'pg';`,
  'apps/server/src/platform/http/handlers.ts': `import 'fastify';`,
  'apps/server/src/features/a/third.repository.ts': `import '../../platform/postgres/database.ts';`,
  'apps/server/src/features/a/other.service.ts': `import type {} from './third.repository.ts';`,
  'apps/server/src/features/a/other.routes.ts': `import './other.service.ts';`,
  'apps/server/src/ring.ts': `import type { Circle } from './circle.ts';`,
  'apps/mobile/src/screens.ts': `import './ui/Text.tsx';`,
  'apps/mobile/src/ui/Text.tsx': `import 'react-native';`,
  'examples/embed/src/Messages.tsx': `import '../../../apps/mobile/src/screens.ts'; import '@duet/chat-client';`,
  'e2e/chat.test.ts': `import '@duet/testkit';`,
};

const PACKAGES = ['zod', 'uuid', 'react', 'react-native', 'socket.io', 'socket.io-client', 'fastify', 'pg'];
const WORKSPACES = {
  contract: 'packages/contract',
  'chat-client': 'packages/chat-client',
  testkit: 'packages/testkit',
  server: 'apps/server',
};

interface Report {
  modules: { source: string }[];
  summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
}

describe('boundaries', () => {
  let tree: string;
  let report: Report;

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'duet-boundaries-'));
    for (const [file, text] of Object.entries(SOUND)) await write(file, text);
    for (const [file, imported] of PLANTED) await write(file, `import '${imported}';`);
    for (const name of PACKAGES) {
      await write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      await write(`node_modules/${name}/index.js`, '');
    }
    await mkdir(join(tree, 'node_modules/@duet'));
    for (const [name, folder] of Object.entries(WORKSPACES)) {
      const exports = name === 'server' ? { './*': './src/*' } : { '.': './src/index.ts' };
      await write(`${folder}/package.json`, JSON.stringify({ name: `@duet/${name}`, exports }));
      await symlink(join(tree, folder), join(tree, 'node_modules/@duet', name));
    }
    await write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'esnext' } }));
    report = await cruise(tree, ['apps', 'examples', 'packages', 'tools', 'e2e']);

    async function write(file: string, text: string): Promise<void> {
      await mkdir(dirname(join(tree, file)), { recursive: true });
      await writeFile(join(tree, file), `${text}\n`);
    }
  }, 60_000);
  afterAll(() => rm(tree, { recursive: true }));

  test.each(PLANTED)('%s may not import %s: %s', (file, _imported, rule) => {
    const broken = report.summary.violations
      .filter(({ from }) => from === file)
      .map((found) => found.rule.name);
    expect(broken).toContain(rule);
  });

  test('what is right is not complained of', () => {
    const accused = report.summary.violations.filter(({ from }) => from in SOUND);
    expect(accused).toEqual([]);
  });

  test('every rule has a planted violation', async () => {
    const config = (await import(join(ROOT, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    const planted = new Set<string>(PLANTED.map(([, , rule]) => rule));
    expect(config.default.forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });

  // With a TypeScript it does not know, dependency-cruiser finds no modules at all and is content.
  test('the checker sees our own TypeScript', { timeout: 60_000 }, async () => {
    const { modules } = await cruise(ROOT, ['packages/contract/src', 'packages/tooling/src', 'tools']);
    const seen = modules.map(({ source }) => source);
    expect(seen).toContain('packages/contract/src/index.ts');
    expect(seen).toContain('tools/start.ts');
  });
});

async function cruise(cwd: string, folders: string[]): Promise<Report> {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(ROOT, '.dependency-cruiser.cjs');
  const args = [program, '--config', config, '--output-type', 'json', ...folders];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 64 << 20 });
  return JSON.parse(stdout) as Report;
}
