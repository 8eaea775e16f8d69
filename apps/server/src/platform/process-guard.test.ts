import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = (script: string) =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', `${PREAMBLE}${script}`]);

const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
const PREAMBLE = `
  import { guardProcess } from ${module('process-guard.ts')};
  import { Faults } from ${module('faults.ts')};
  import { createLogger } from ${module('logger.ts')};
  import { createMetrics } from ${module('metrics.ts')};
  const log = createLogger({ level: 'info', pretty: false });
  const metrics = createMetrics();
  const faults = new Faults(log, metrics);
  guardProcess({ log, faults }, () => process.exit(7));
`;

it('a rejection nobody caught is logged and counted, and ends nothing', async () => {
  const { stdout } = await run(`
    Promise.reject(new Error('forgotten'));
    setTimeout(async () => {
      log.info(await metrics.registry.getSingleMetricAsString('duet_errors_total'));
      process.exit(0);
    }, 10);
  `);
  expect(stdout).toContain('"message":"forgotten","stack":"Error: forgotten');
  expect(stdout).toContain('duet_errors_total{component=\\"process\\"} 1');
});

it('an exception nobody caught is logged as fatal, and the process ends', async () => {
  const ended = run(
    "setTimeout(() => { throw new Error('out of nowhere'); }); setInterval(() => undefined, 1_000);",
  );
  await expect(ended).rejects.toMatchObject({
    code: 7,
    stdout: expect.stringMatching(/"level":"fatal".*out of nowhere/) as string,
  });
});
