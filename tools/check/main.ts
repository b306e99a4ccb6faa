import { listChecks } from './checks.ts';
import { runChecks } from './run-checks.ts';

const failed = await runChecks(await listChecks(), (text) => console.log(text));
if (failed.length > 0) {
  console.log(`The check failed: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
