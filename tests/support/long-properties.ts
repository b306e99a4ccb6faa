/**
 * Run before every test file. Properties take how often they run from fast-check's global settings, `...fc.readConfigureGlobal()`, behind
 * their own number. `npm run fuzz` sets a time for each there, and a seed, and is told how often each ran.
 */
import { appendFileSync } from 'node:fs';
import fc from 'fast-check';
import type { RunDetails } from 'fast-check';
import { expect } from 'vitest';

const MS_PER_SECOND = 1_000;
/** More than any run reaches: the time ends it. */
const ENDLESS_RUNS = 1_000_000_000;

const { SKEIN_FUZZ_SECONDS: seconds, SKEIN_FUZZ_SEED: seed, SKEIN_FUZZ_PATH: path, SKEIN_FUZZ_REPORT: reportPath } = process.env;

if (seconds !== undefined && reportPath !== undefined) {
  const report = (details: RunDetails<unknown>): void => {
    const { numRuns, failed } = details;
    const property = expect.getState().currentTestName ?? 'unknown';
    appendFileSync(reportPath, `${JSON.stringify({ property, runs: numRuns, failed })}\n`);
  };
  const replay = path === undefined || path === '' ? {} : { path, endOnFailure: true };
  // The tests hand these on as their own, so what fast-check takes only there may be among them.
  const parameters: fc.Parameters<unknown> = {
    numRuns: ENDLESS_RUNS,
    seed: Number(seed),
    plugins: [fc.interruptAfterTimeLimit(Number(seconds) * MS_PER_SECOND), () => ({ onAllRunsComplete: report })],
    ...replay,
  };
  fc.configureGlobal(parameters);
}
