import { describe, expect, test } from 'vitest';
import { countPlaywright, countJest } from './test-counts.ts';

const vitest = (counts: object): string =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...counts,
  });
const playwright = (stats: object, errors: unknown[] = []): string =>
  JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors });

describe('counts', () => {
  test('are those of the reports', () => {
    expect(countJest(vitest({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 2 }), 1)).toEqual({
      passed: 3,
      failed: 1,
      skipped: 2,
    });
    expect(countPlaywright(playwright({ expected: 4, unexpected: 1, flaky: 1 }), 1)).toEqual({
      passed: 4,
      failed: 2,
      skipped: 0,
    });
  });

  test.each([
    ['no report', countJest(undefined, 0)],
    ['no report of the browser', countPlaywright(undefined, 0)],
    ['no tests', countJest(vitest({}), 0)],
    ['no browser tests', countPlaywright(playwright({ skipped: 3 }), 0)],
    ['a runner that died', countJest(vitest({ numPassedTests: 9 }), 1)],
    [
      'a file that cannot be loaded',
      countJest(vitest({ numPassedTests: 9, testResults: [{ status: 'failed', assertionResults: [] }] }), 1),
    ],
    ['an error outside of tests', countPlaywright(playwright({ expected: 9 }, ['lost']), 1)],
  ])('%s is one failure', (_what, counts) => {
    expect(counts.failed).toBe(1);
  });
});
