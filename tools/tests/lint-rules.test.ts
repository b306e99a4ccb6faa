import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT_DIR } from '../lib/root.ts';
import { installedProgram, runProgram } from '../lib/run-program.ts';

const PLANTED = `
import { exec } from 'node:child_process';
export default function (given: any) {
  Promise.resolve(exec(given));
  [1].forEach(async () => { await Promise.resolve(1); });
  return [1][0]!;
}
`;

describe('the check has type-aware lint', () => {
  let dir: string;
  let output: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'skein-lint-'));
    await writeFile(join(dir, 'PlantedName.ts'), PLANTED);
    output = (await runProgram(installedProgram('oxlint'), ['-c', join(ROOT_DIR, '.oxlintrc.json'), '--format=unix', dir])).output;
  });
  afterAll(() => rm(dir, { recursive: true }));

  test.each([
    'no-floating-promises',
    'no-misused-promises',
    'no-explicit-any',
    'no-non-null-assertion',
    'no-default-export',
    'no-restricted-imports',
    'filename-case',
    'explicit-module-boundary-types',
  ])('that finds a planted violation of %s', (rule) => {
    expect(output).toContain(`(${rule})`);
  });
});
