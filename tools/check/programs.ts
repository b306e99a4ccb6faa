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

/** The checks that other people's programs make. `tsc` is TypeScript 7; the package named `typescript` is version 6, for its API. */
export const PROGRAM_CHECKS: readonly Check[] = [
  programCheck('format', 'oxfmt', ['--check']),
  programCheck('lint', 'oxlint', []),
  programCheck('types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']),
  programCheck('unused', 'knip', ['--no-progress']),
  programCheck('unused-but-tested', 'knip', ['--no-progress', '--production', '--include', 'exports,types,files']),
];
