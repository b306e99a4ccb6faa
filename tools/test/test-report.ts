import { parseRecord, recordsOf } from '../lib/records.ts';

/** What became of the tests. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** Names of the tests that did not run, each with its file. */
  readonly skipped: readonly string[];
}

/** Counts what vitest reports as JSON. A file that failed outside its tests, say while it was loaded, counts as one failure. */
export function countTests(reportText: string): TestCounts {
  const files = recordsOf(parseRecord(reportText)['testResults']).map((file) => ({
    name: String(file['name']),
    isFailed: file['status'] === 'failed',
    tests: recordsOf(file['assertionResults']).map((test) => ({ name: String(test['fullName']), status: String(test['status']) })),
  }));
  const tests = files.flatMap((file) => file.tests);
  const brokenFiles = files.filter((file) => file.isFailed && !file.tests.some(({ status }) => status === 'failed'));
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + brokenFiles.length,
    skipped: files.flatMap((file) => file.tests.filter(isSkipped).map(({ name }) => `${name} (${file.name})`)),
  };
}

function isSkipped(test: { readonly status: string }): boolean {
  return test.status !== 'passed' && test.status !== 'failed';
}
