import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const DEMO = path.resolve(import.meta.dirname, '../../examples/demo/main.ts');
const WORLD_CAN_PASS = 0o711;

test('npm run demo prints one table of three functions, exits with 0 and leaves nothing behind', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-demo-test-'));
  try {
    await chmod(folder, WORLD_CAN_PASS);
    const { stdout } = await promisify(execFile)(process.execPath, [DEMO], { env: { ...process.env, TMPDIR: folder } });
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
    const table = rows.filter(([name = '']) => ['word-count', 'csv-report', 'json-api'].includes(name));
    expect(table.map((cells) => cells.length)).toEqual([8, 8, 8]);
    expect(stdout).not.toContain('?');
    expect(stdout).toMatch(/^100 tasks with 20000 darts each: pi is about 3\.1\d+ \([\d.]+ s\)$/m);
    expect(stdout).toMatch(/image-check \/ demo {2}SUCCEEDED {2}\d/);
    expect(stdout).toMatch(/● │ mosaic +done +\+[\d.]+ m?s +[\d.]+ m?s +▕ *█/);
    expect(stdout).toMatch(/After \d+ calls the choice settles on [a-z-]+\./);
    expect(stdout).toMatch(/^aws-stand-in +\d+ +\d+ +0\.\d+$/m);
    expect(stdout).toMatch(/^idle +600 s$/m);
    expect(stdout).toMatch(/Report: \S+demo-report\.html$/m);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
