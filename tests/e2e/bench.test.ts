import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BENCH = path.resolve(import.meta.dirname, '../../bench/main.ts');

interface Results {
  readonly machine: object;
  readonly results: Readonly<Record<string, { readonly rows: readonly object[] }>>;
}

/** Runs benchmarks with one round each; what they print and what they write. */
async function runBenchmarks(names: readonly string[]): Promise<Results & { readonly stdout: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-test-'));
  try {
    const file = path.join(folder, 'result.json');
    const { stdout } = await promisify(execFile)(process.execPath, [BENCH, ...names, '--n', '1', '--json', file]);
    return { stdout, ...(JSON.parse(await readFile(file, 'utf8')) as Results) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('Benchmarks (`npm run bench`; prints machine, medians and ratios, writes JSON): cold', { timeout: 120_000 }, async () => {
  const { stdout, machine, results } = await runBenchmarks(['cold']);
  expect(stdout).toContain('processor:');
  expect(machine).toMatchObject({ cores: expect.any(Number), node: process.version });
  expect(results['cold']?.rows).toMatchObject([
    { language: 'python', mode: 'hit', n: 1, ratio: expect.any(Number) },
    { language: 'node', mode: 'hit', n: 1, ratio: expect.any(Number) },
    { language: 'python', mode: 'miss', n: 1, ratio: expect.any(Number) },
    { language: 'node', mode: 'miss', n: 1, ratio: expect.any(Number) },
  ]);
});

test(
  'Benchmarks: burst, overload, events; overload makes never more sandboxes and answers nothing but 200 and 429',
  {
    timeout: 240_000,
  },
  async () => {
    const { results } = await runBenchmarks(['burst', 'overload']);
    expect(results['burst']?.rows).toMatchObject([{ n: 10, ratio: expect.any(Number), burstCalls: expect.any(Number) }]);
    expect(results['overload']?.rows).toMatchObject([{ limit: 16, sandboxesMax: 16, otherAnswers: 0, ratio: expect.any(Number) }]);
  },
);

test('a benchmark that does not exist is a usage error that names those that do', async () => {
  await expect(promisify(execFile)(process.execPath, [BENCH, 'nonsense'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/ {2}warm .*\n {2}cold .*\n {2}density /),
  });
});
