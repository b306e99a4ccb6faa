import { availableParallelism } from 'node:os';
import { styleText } from 'node:util';
import type { Check, CheckResult } from './check.ts';

/** Runs the checks, as many at once as there are processors, and prints a line for each. Resolves to the names of those that failed. */
export async function runChecks(checks: readonly Check[], print: (text: string) => void): Promise<readonly string[]> {
  const waiting = [...checks];
  const failed: string[] = [];
  const runWaiting = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAtMs = performance.now();
      const result = await runOne(check);
      print(describeResult(check.name, result, performance.now() - startedAtMs));
      if (!result.ok) failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runWaiting));
  return failed;
}

/** A check that breaks down has failed; the others still run. */
async function runOne(check: Check): Promise<CheckResult> {
  try {
    return await check.run();
  } catch (thrown) {
    return { ok: false, output: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}

function describeResult(name: string, result: CheckResult, durationMs: number): string {
  const mark = result.ok ? styleText('green', 'ok    ') : styleText('red', 'FAILED');
  const line = `${mark} ${name.padEnd(20)} ${(durationMs / 1000).toFixed(1)} s`;
  return result.ok ? line : `${line}\n${result.output.trimEnd()}\n`;
}
