import { access } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROPERTY_FILES } from './property-files.data.ts';
import { runRound } from './support/run-round.ts';

const ROOT_DIR = path.join(import.meta.dirname, '../..');
const PLANTED = { files: ['tests/fuzz/planted-property.test.ts'], seconds: 2, seed: 7, path: undefined, property: undefined };

test('a long random run tells a failure with its seed and path, and they replay it', { timeout: 120_000 }, async () => {
  const failed = await runRound(PLANTED);
  expect(failed.reports).toEqual([{ property: 'any number is small', runs: expect.any(Number), failed: true }]);
  expect(failed.output).toContain('seed: 7, path: "');
  const [, counterexample = ''] = /Counterexample: (\S+)/.exec(failed.output ?? '') ?? [];
  const [, replayPath] = /path: "([^"]+)"/.exec(failed.output ?? '') ?? [];
  const again = await runRound({ ...PLANTED, path: replayPath });
  expect(again.output).toContain(`Counterexample: ${counterexample}`);
  expect(again.reports).toEqual([{ property: 'any number is small', runs: 1, failed: true }]);
});

test('every file of the long random run exists, and takes its number of runs from outside', async () => {
  for (const file of PROPERTY_FILES) await expect(access(path.join(ROOT_DIR, file))).resolves.toBeUndefined();
});
