import { describe, expect, test } from 'vitest';
import { countTests } from '../test/test-report.ts';
import { judgeRun } from '../test/verdict.ts';

function report(...files: readonly { readonly status: string; readonly tests: readonly string[] }[]): string {
  const testResults = files.map(({ status, tests }, index) => ({
    name: `file-${index}.test.ts`,
    status,
    assertionResults: tests.map((testStatus, number) => ({ fullName: `test ${number}`, status: testStatus })),
  }));
  return JSON.stringify({ testResults });
}

const CI = { maySkip: false };
const BY_HAND = { maySkip: true };

describe('a report of vitest is counted', () => {
  test('by what became of each test', () => {
    const counts = countTests(
      report({ status: 'failed', tests: ['passed', 'failed', 'skipped'] }, { status: 'passed', tests: ['passed', 'todo'] }),
    );
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: ['test 2 (file-0.test.ts)', 'test 1 (file-1.test.ts)'] });
  });

  test('with one failure for a file that could not be loaded', () => {
    expect(countTests(report({ status: 'failed', tests: [] }))).toEqual({ passed: 0, failed: 1, skipped: [] });
  });
});

describe('`npm test` ends with a line `N passed, N failed, N skipped`', () => {
  test('and exits with 0 when everything passed', () => {
    expect(judgeRun({ passed: 3, failed: 0, skipped: [] }, [], CI)).toEqual({ exitCode: 0, lines: ['3 passed, 0 failed, 0 skipped'] });
  });

  test('and counts a failed check as a failure', () => {
    const verdict = judgeRun({ passed: 3, failed: 1, skipped: [] }, ['lint'], BY_HAND);
    expect(verdict.exitCode).toBe(1);
    expect(verdict.lines.at(-1)).toBe('3 passed, 2 failed, 0 skipped');
  });

  test('and names each skipped test; with `CI=true` a skip is a failure', () => {
    const counts = { passed: 3, failed: 0, skipped: ['the test of the aws command (a.test.ts)'] };
    expect(judgeRun(counts, [], BY_HAND)).toEqual({
      exitCode: 0,
      lines: ['skipped: the test of the aws command (a.test.ts)', '3 passed, 0 failed, 1 skipped'],
    });
    expect(judgeRun(counts, [], CI).exitCode).toBe(1);
  });

  test('and fails when no test ran', () => {
    expect(judgeRun({ passed: 0, failed: 0, skipped: [] }, [], BY_HAND).exitCode).toBe(1);
    expect(judgeRun({ passed: 0, failed: 0, skipped: ['a'] }, [], BY_HAND).exitCode).toBe(1);
  });
});
