import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BENCH = path.resolve(import.meta.dirname, '../../bench/main.ts');

test('Benchmarks (`npm run bench`; prints machine, medians and ratios, writes JSON): cold', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-test-'));
  try {
    const file = path.join(folder, 'result.json');
    const { stdout } = await promisify(execFile)(process.execPath, [BENCH, 'cold', '--n', '1', '--json', file]);
    expect(stdout).toContain('processor:');
    const { machine, results } = JSON.parse(await readFile(file, 'utf8')) as {
      machine: object;
      results: Record<string, { rows: object[] }>;
    };
    expect(machine).toMatchObject({ cores: expect.any(Number), node: process.version });
    expect(results['cold']?.rows).toMatchObject([
      { language: 'python', mode: 'hit', n: 1, ratio: expect.any(Number) },
      { language: 'node', mode: 'hit', n: 1, ratio: expect.any(Number) },
      { language: 'python', mode: 'miss', n: 1, ratio: expect.any(Number) },
      { language: 'node', mode: 'miss', n: 1, ratio: expect.any(Number) },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a benchmark that does not exist is a usage error that names those that do', async () => {
  await expect(promisify(execFile)(process.execPath, [BENCH, 'nonsense'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/ {2}warm .*\n {2}cold .*\n {2}density /),
  });
});
