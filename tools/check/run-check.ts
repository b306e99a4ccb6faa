import { STEPS } from './steps.ts';
import type { Step } from './step.ts';

/** Runs every step, prints a line for each and the output of those that failed. Resolves to the number of failures. */
export async function runCheck(print: (line: string) => void): Promise<number> {
  const failures = await Promise.all(STEPS.map((step) => runStep(step, print)));
  return failures.filter((failed) => failed).length;
}

async function runStep(step: Step, print: (line: string) => void): Promise<boolean> {
  const startedMs = performance.now();
  const { ok, output } = await step.run();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  print(`${ok ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
  if (!ok) print(output);
  return !ok;
}
