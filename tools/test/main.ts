import { listChecks } from '../check/checks.ts';
import { runChecks } from '../check/run-checks.ts';
import { setUp } from '../setup/set-up.ts';
import { runVitest } from './run-vitest.ts';
import { judgeRun } from './verdict.ts';

/** Tests that start servers and sandboxes, or kill them; `--fast` leaves them out, to stay below a minute. */
const SLOW_TESTS = [
  'tests/e2e/**',
  'tests/security/**',
  'tests/install/**',
  'tests/simulation/**',
  'tests/durability/**',
  'packages/sandbox/tests/{drivers,launcher,probe}/**',
  'packages/backend-embedded/tests/{kill-nine,disk-full}.test.ts',
];

/** `npm test [-- --fast] [arguments of vitest]`: what the tests need, the check, every test, and a line that counts them. */
async function main(programArguments: readonly string[]): Promise<void> {
  const print = (text: string): void => console.log(text);
  const fast = programArguments.includes('--fast');
  const environment = await setUp(print);
  const failedChecks = await runChecks(await listChecks({ fast }), print);
  const others = programArguments.filter((argument) => argument !== '--fast');
  const exclusions = fast ? SLOW_TESTS.map((pattern) => `--exclude=${pattern}`) : [];
  const counts = await runVitest([...exclusions, ...others], environment);
  const verdict = judgeRun(counts, failedChecks, { maySkip: process.env['CI'] !== 'true' });
  for (const line of verdict.lines) print(line);
  process.exitCode = verdict.exitCode;
}

await main(process.argv.slice(2));
