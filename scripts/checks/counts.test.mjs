import { describe, expect, test } from 'vitest';
import { sum, summaryLine, unittestCounts, vitestCounts } from './counts.mjs';

describe('counts of test runs', () => {
  test('a vitest report gives its numbers, and a file that does not load is a failure', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(vitestCounts(report)).toEqual({ passed: 5, failed: 2, skipped: 3 });
    expect(vitestCounts(null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('unittest text is read whatever the outcome', () => {
    expect(unittestCounts('Ran 12 tests in 0.1s\n\nOK\n', 0)).toEqual({ passed: 12, failed: 0, skipped: 0 });
    expect(unittestCounts('Ran 12 tests in 0.1s\r\n\r\nOK (skipped=3)\r\n', 0)).toEqual({
      passed: 9,
      failed: 0,
      skipped: 3,
    });
    expect(
      unittestCounts(
        'Ran 12 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1, expected failures=1)\n',
        1,
      ),
    ).toEqual({ passed: 8, failed: 3, skipped: 1 });
  });

  test('a unittest run without a result, or with a bad exit code, is a failure', () => {
    expect(unittestCounts('Traceback ...', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(unittestCounts('Ran 2 tests in 0.1s\n\nOK\n', 1).failed).toBe(1);
  });

  test('counts add up to one line', () => {
    const total = sum([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(summaryLine(total)).toBe('4 passed, 1 failed, 2 skipped');
  });
});
