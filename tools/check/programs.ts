import { installedProgram, runProgram } from '../lib/run-program.ts';
import type { Check } from './check.ts';

function programCheck(name: string, program: string, programArguments: readonly string[]): Check {
  return {
    name,
    async run() {
      const { code, output } = await runProgram(installedProgram(program), programArguments);
      return { ok: code === 0, output };
    },
  };
}

/** `tsc` is TypeScript 7; the package named `typescript` is version 6, which other programs need for its API. */
export const FAST_PROGRAM_CHECKS: readonly Check[] = [
  programCheck('lint', 'oxlint', []),
  programCheck('types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']),
  programCheck('format', 'oxfmt', ['--check']),
];

/** Unused code, twice: what nothing uses, and what the packages offer though only tests use it. */
export const SLOW_PROGRAM_CHECKS: readonly Check[] = [
  programCheck('unused', 'knip', ['--no-progress', '--no-config-hints']),
  programCheck('unused-but-tested', 'knip', [
    '--no-progress',
    '--no-config-hints',
    '--production',
    '--include-entry-exports',
    '--include=files,exports',
  ]),
];
