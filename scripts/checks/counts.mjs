/** Numbers of checks: {passed, failed, skipped}. */
export const none = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/** One check that passed or failed as a whole (lint, formatting, the demo). */
export function single(passed) {
  return passed ? { ...none, passed: 1 } : { ...none, failed: 1 };
}

/** The sum of counts. */
export function sum(list) {
  return list.reduce(
    (total, next) => ({
      passed: total.passed + next.passed,
      failed: total.failed + next.failed,
      skipped: total.skipped + next.skipped,
    }),
    none,
  );
}

/** The last line of a test run, read by .ci/run. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Counts of a vitest JSON report. A file that fails before its tests run (it does not load, a hook throws) counts as one
 * failure; so does a run that left no report (null).
 */
export function vitestCounts(report) {
  if (report === null) return single(false);
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/**
 * Counts of a Python unittest run from its text and exit code. Several failures of one test (subTest) can make `failed`
 * exceed the number of tests that ran; passed is never negative. Text without a result counts as one failure.
 */
export function unittestCounts(text, exitCode) {
  const ran = /^Ran (\d+) tests? in /m.exec(text);
  const result = /^(OK|FAILED|NO TESTS RAN)(?: \((.*)\))?\s*$/m.exec(text);
  if (ran === null || result === null) return single(false);
  const number = (word) => Number(new RegExp(`(?:^|, )${word}=(\\d+)`).exec(result[2] ?? '')?.[1] ?? 0);
  const failed = number('failures') + number('errors') + number('unexpected successes');
  const skipped = number('skipped');
  const passed = Math.max(0, Number(ran[1]) - failed - skipped);
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped };
}
