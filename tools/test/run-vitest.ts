import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedProgram, runProgram } from '../lib/run-program.ts';
import { countTests } from './test-report.ts';
import type { TestCounts } from './test-report.ts';

/** Runs vitest, shows what it says, and counts. Without a report, say because its configuration is broken, that is one failure. */
export async function runVitest(vitestArguments: readonly string[], environment: Readonly<Record<string, string>>): Promise<TestCounts> {
  const reportDir = await mkdtemp(join(tmpdir(), 'skein-test-report-'));
  const reportPath = join(reportDir, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  try {
    const { code } = await runProgram(installedProgram('vitest'), ['run', ...reporters, ...vitestArguments], {
      environment,
      inherit: true,
    });
    return withExitCode(countTests(await readFile(reportPath, 'utf8')), code);
  } catch (thrown) {
    console.error(thrown);
    return { passed: 0, failed: 1, skipped: [] };
  } finally {
    // check-allow recursive-deletes -- mkdtemp made this folder above, for this run alone.
    await rm(reportDir, { recursive: true, force: true });
  }
}

/** vitest also fails for what no test is to blame for, such as an unhandled rejection. */
function withExitCode(counts: TestCounts, code: number): TestCounts {
  return code !== 0 && counts.failed === 0 && counts.passed > 0 ? { ...counts, failed: 1 } : counts;
}
