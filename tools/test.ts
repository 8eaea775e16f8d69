import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalPostgres } from '@duet/local-postgres';
import { installDebianPackages } from './debian-packages.ts';
import { run } from './program.ts';
import { answerHelp, say } from './say.ts';
import { countPlaywright, countJest, NOTHING_RAN, type Counts } from './test-counts.ts';

answerHelp(`
npm test: everything that fits in 15 minutes. The last line is "N passed, N failed".

  npm test                        npm run check (counted as one), Vitest, Jest for what is a phone's, then Playwright
  npm run test:all                and what takes longer: every screen and every story of Storybook in every size and
                                  theme, 10,000 simulated stories,
                                  200 on a real server, npm run chaos and the bugs planted for it (counted as one each),
                                  the bundles for Android and iOS, the stores of images beside Debian's Ceph, and the
                                  database tests on Debian's PostgreSQL 15
  npm test -- --only unit         one of check, unit, native, e2e, simulate, stories, chaos, planted, android, ios, ceph,
                                  postgres15
  npm test -- packages/contract   the test files whose path has this in it
  npm test -- e2e/chat            the same, for the browser tests
  npm test -- apps/mobile/test    the same, for Jest's

The browser tests need Debian's chromium, and fonts for emoji and Korean; those with Redis its redis-server. They are
installed if we may, else named.
TEST_DATABASE_URL makes the database tests use a PostgreSQL of yours instead of the bundled one.
`);

const { values, positionals: filters } = parseArgs({
  options: { only: { type: 'string' }, all: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const runners: Record<string, (reports: string) => Promise<Counts>> = {
  check: () => runTool('check'),

  async unit(reports) {
    // Without it those tests are skipped.
    await installDebianPackages(['redis-server'], 'The tests with Redis');
    return runVitest(join(reports, 'vitest.json'), filters);
  },

  async native(reports) {
    const file = join(reports, 'jest.json');
    const { code } = await run(
      ['jest', '--silent', '--json', `--outputFile=${file}`, ...filters.map((filter) => resolve(filter))],
      { cwd: 'apps/mobile', show: true },
    );
    return countJest(await readFile(file, 'utf8').catch(() => undefined), code);
  },

  async e2e(reports) {
    const needed = ['chromium', 'fonts-noto-color-emoji', 'fonts-nanum'];
    if (!(await installDebianPackages(needed, 'The browser tests'))) return NOTHING_RAN;
    const file = join(reports, 'playwright.json');
    const short = values.all || filters.length > 0 ? [] : ['--grep-invert', '@long'];
    const { code } = await run(
      ['playwright', 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json', ...short, ...filters],
      { show: true, env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
    );
    return countPlaywright(await readFile(file, 'utf8').catch(() => undefined), code);
  },

  simulate: () => runTool('simulate', '--seeds', '10000'),

  stories: () => runTool('stories', '--runs', '200'),

  chaos: () => runTool('chaos', '--no-report'),

  planted: () => runTool('chaos', '--planted'),

  android: () => runTool('bundle', 'android'),

  ios: () => runTool('bundle', 'ios'),

  async ceph(reports) {
    if (!(await installDebianPackages(['radosgw', 'ceph-mon', 'ceph-osd'], 'The tests with S3')))
      return NOTHING_RAN;
    return runVitest(join(reports, 'vitest-ceph.json'), ['object-store.test', 'images.db.test']);
  },

  async postgres15(reports) {
    if (!(await installDebianPackages(['postgresql-15'], 'These tests'))) return NOTHING_RAN;
    const postgres = await startLocalPostgres({
      dataFolder: join(reports, 'postgres-15'),
      say,
      programs: '/usr/lib/postgresql/15/bin',
    });
    try {
      return await runVitest(join(reports, 'vitest-15.json'), ['--project', 'db', ...filters], {
        TEST_DATABASE_URL: postgres.connectionString(),
      });
    } finally {
      await postgres.stop();
    }
  },
};
/** What `npm test` does; the rest is for `npm run test:all`. */
const SHORT = ['check', 'unit', 'native', 'e2e'];

const total = { passed: 0, failed: 0, skipped: 0 };
const reports = await mkdtemp(join(tmpdir(), 'duet-reports-'));
for (const name of chosen()) {
  say(`\n== ${name} ==\n`);
  const counts = await runners[name]!(reports);
  for (const kind of ['passed', 'failed', 'skipped'] as const) total[kind] += counts[kind];
}
await rm(reports, { recursive: true });

if (total.skipped > 0) console.log(`\n${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function chosen(): string[] {
  if (values.only !== undefined) {
    if (values.only in runners) return [values.only];
    console.error(`--only takes one of ${Object.keys(runners).join(', ')}.`);
    process.exit(1);
  }
  if (filters.length === 0) return values.all ? Object.keys(runners) : SHORT;
  const places = { e2e: 'e2e', 'apps/mobile/test': 'native' };
  const named = Object.entries(places).find(([place]) => filters.some((filter) => filter.startsWith(place)));
  return [named?.[1] ?? 'unit'];
}

/** A script that counts as one. */
async function runTool(...command: string[]): Promise<Counts> {
  const { code } = await run(['node', 'tools/run.mjs', ...command], { show: true });
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function runVitest(report: string, args: string[], env: Record<string, string> = {}): Promise<Counts> {
  const { code } = await run(
    ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { show: true, env },
  );
  return countJest(await readFile(report, 'utf8').catch(() => undefined), code);
}
