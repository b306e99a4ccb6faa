import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCheck } from '../check/run-check.ts';
import { ROOT } from '../check/step.ts';
import { ensurePythonTools } from '../setup/python-tools.ts';
import { ensureSystemPackages } from '../setup/system-packages.ts';
import { countReport } from './count.ts';
import type { Counts } from './count.ts';

const FAST_FLAG = '--fast';

/** Set-up, the check and every test; the last line counts them. */
async function main(programArguments: readonly string[]): Promise<void> {
  const print = (line: string): void => console.log(line);
  ensureSystemPackages(print);
  const tools = ensurePythonTools(print);
  const checkFailures = await runCheck(print);
  const fast = programArguments.includes(FAST_FLAG);
  const environment = {
    ...process.env,
    ...(tools === undefined ? {} : { SKEIN_TEST_AWS: tools.aws, SKEIN_TEST_PYTHON: tools.python }),
    ...(fast ? { SKEIN_TEST_FAST: '1' } : {}),
  };
  const others = programArguments.filter((argument) => argument !== FAST_FLAG);
  const counts = await runTests(others, environment);
  report(counts, checkFailures);
}

async function runTests(others: readonly string[], environment: NodeJS.ProcessEnv): Promise<Counts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-test-report-'));
  const reportFile = path.join(folder, 'report.json');
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const flags = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...others];
  try {
    await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [vitest, ...flags], { cwd: ROOT, stdio: 'inherit', env: environment });
      child.on('error', reject);
      child.on('close', resolve);
    });
    return countReport(await readFile(reportFile, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report({ passed, failed, skipped }: Counts, checkFailures: number): void {
  for (const name of skipped) console.log(`skipped: ${name}`);
  const inCi = process.env['CI'] === 'true';
  const allFailed = failed + checkFailures;
  if (allFailed > 0 || passed === 0 || (inCi && skipped.length > 0)) process.exitCode = 1;
  console.log(`${passed} passed, ${allFailed} failed, ${skipped.length} skipped`);
}

await main(process.argv.slice(2));
