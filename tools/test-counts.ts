export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A runner that could not even begin is a failure of its own, so that it cannot pass for a run without failures. */
export const NOTHING_RAN: Counts = { passed: 0, failed: 1, skipped: 0 };

/** The counts of a JSON report as Jest writes it, and Vitest after it; `report` is undefined when there is none. */
export function countJest(report: string | undefined, exitCode: number): Counts {
  if (report === undefined) return NOTHING_RAN;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    report,
  ) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: { status: string; assertionResults: { status: string }[] }[];
  };
  // Files that failed before, after or between their tests: an import, a hook.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  return settle(
    {
      passed: numPassedTests,
      failed: numFailedTests + brokenFiles.length,
      skipped: numPendingTests + numTodoTests,
    },
    exitCode,
  );
}

/** The counts of Playwright's JSON report. A test that passed only when it was repeated has failed. */
export function countPlaywright(report: string | undefined, exitCode: number): Counts {
  if (report === undefined) return NOTHING_RAN;
  const { stats, errors } = JSON.parse(report) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: unknown[];
  };
  return settle(
    {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped,
    },
    exitCode,
  );
}

/** A runner that says it failed has, whatever it counted; one that ran nothing has too. */
function settle(counts: Counts, exitCode: number): Counts {
  const silent = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}
