import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT_DIR = path.join(import.meta.dirname, '../..');
const POOL = 'packages/sandbox/tests/pool/pool.test.ts';
const TEST_FILES = [POOL, 'tests/e2e/invoke.test.ts', 'packages/sandbox/tests/drivers/process-driver.test.ts'];

function readRootFile(file: string): Promise<string> {
  return readFile(path.join(ROOT_DIR, file), 'utf8');
}

test('Invariants of the pool: each is a named test citing the report of a look-alike that broke it', async () => {
  const rows = (await readRootFile('docs/internals/pool.md')).split('\n').filter((line) => line.startsWith('| ') && line.includes('#'));
  const reports = rows.flatMap((row) => [...row.matchAll(/[a-z-]+#\d+/g)].map(([report]) => report));
  expect(rows.length).toBeGreaterThanOrEqual(6);
  const titles = (await Promise.all(TEST_FILES.map(readRootFile))).flatMap((text) =>
    [...text.matchAll(/\btest\(['"](.*)['"], /g)].map(([, title]) => title ?? ''),
  );
  const untested = reports.filter((report) => !titles.some((title) => title.includes(report)));
  expect(untested).toEqual([]);
});
