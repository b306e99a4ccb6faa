import { listChecks } from './checks.ts';
import { runChecks } from './run-checks.ts';

const failed = await runChecks(await listChecks({ fast: process.argv.includes('--fast') }), (text) => console.log(text));
if (failed.length > 0) {
  console.log(`The check failed: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
