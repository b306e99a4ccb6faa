import type { TestCounts } from './test-report.ts';

export interface Verdict {
  readonly exitCode: 0 | 1;
  /** What is printed at the end; the last line counts. */
  readonly lines: readonly string[];
}

/** Sums up a run: a failed check counts as a failure, a run without tests is none, and continuous integration must not skip. */
export function judgeRun(counts: TestCounts, failedChecks: readonly string[], options: { readonly maySkip: boolean }): Verdict {
  const { passed, skipped } = counts;
  const failed = counts.failed + failedChecks.length;
  const hasNoTests = passed + counts.failed === 0;
  const lines = [
    ...skipped.map((name) => `skipped: ${name}`),
    ...failedChecks.map((name) => `failed: the check "${name}"`),
    ...(hasNoTests ? ['No test ran.'] : []),
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ];
  const isBad = failed > 0 || hasNoTests || (skipped.length > 0 && !options.maySkip);
  return { exitCode: isBad ? 1 : 0, lines };
}
