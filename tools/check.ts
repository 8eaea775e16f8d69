import { availableParallelism } from 'node:os';
import { globSync } from 'node:fs';
import { ROOT, run } from './program.ts';
import { answerHelp, say, seconds } from './say.ts';

answerHelp(`
npm run check: everything a machine can say about the sources without running them, two at a time.

  format       prettier --check
  lint         eslint, with types, a few workspaces at a time
  types        tsc, for each workspace
  imports      dependency-cruiser: who may import whom
  dead code    knip: unused files, exports and dependencies
  generated    npm run gen -- --check
  security     npm run check:security: packages, licences, secrets
  web size     what the web apps fetch, against their limits (apps/*/web-size.json)

Prints the output of what fails, and fails if anything does.
`);

interface Check {
  readonly name: string;
  readonly command: [string, ...string[]];
}

/** The slow ones first, so that none of them is alone at the end. */
const checks: readonly Check[] = [
  ...lintChecks(),
  ...typeChecks(),
  { name: 'generated', command: ['node', 'tools/run.mjs', 'gen', '--check'] },
  { name: 'security', command: ['node', 'tools/run.mjs', 'check-security'] },
  { name: 'web size', command: ['node', 'tools/run.mjs', 'web-size'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  {
    name: 'imports',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'apps',
      'examples',
      'packages',
      'tools',
      'bench',
      'chaos',
      'demo',
      'e2e',
    ],
  },
];

const queue = [...checks];
let failed = 0;
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
say();
say(failed === 0 ? `All ${checks.length} checks passed.` : `${failed} of ${checks.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const begun = performance.now();
    const { code, output } = await run(next.command);
    const time = seconds(performance.now() - begun);
    if (code === 0) {
      say(`✓ ${next.name.padEnd(28)} ${time}`);
      continue;
    }
    failed += 1;
    say(`✗ ${next.name.padEnd(28)} ${time}    ${next.command.join(' ')}`);
    say(`\n${output.trim()}\n`);
  }
}

/** One run for all would keep the types of every workspace at once: more than the 4 GB that Node takes by itself. */
function lintChecks(): Check[] {
  const places = [...globSync('apps/*', { cwd: ROOT }), 'packages'];
  const elsewhere = places.map((place) => `--ignore-pattern=${place}/**`);
  return [
    ...places.map((place): Check => ({ name: `lint of ${place}`, command: ['eslint', place] })),
    { name: 'lint of all else', command: ['eslint', '.', ...elsewhere] },
  ];
}

function typeChecks(): Check[] {
  const projects = globSync(
    [
      'tsconfig.json',
      '{apps,packages}/*/{,src/,test/}tsconfig.json',
      '{bench,chaos,demo,e2e,examples/*}/tsconfig.json',
    ],
    {
      cwd: ROOT,
      exclude: ['packages/tooling/tsconfig.json'], // what the others extend, no project
    },
  );
  return projects.map((project) => {
    const place = project.replace(/(\/src)?\/?tsconfig\.json$/, '') || 'tools';
    return { name: `types of ${place}`, command: ['tsc', '-p', project] };
  });
}
