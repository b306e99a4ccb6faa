import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const TIMEOUT = { timeout: 60_000 };
const BIN = fileURLToPath(new URL('../bin/skein.mjs', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'skein-cache-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function help(cacheDir: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, '--help'], {
    env: { ...process.env, NODE_COMPILE_CACHE: cacheDir },
  });
  return stdout;
}

describe('what Node.js makes of the modules is kept for the next start', () => {
  test('in a folder, which the command says the same with and without', TIMEOUT, async () => {
    const cacheDir = path.join(folder, 'cache');
    const first = await help(cacheDir);
    expect(first).toContain('Usage: skein');
    const kept = await readdir(cacheDir, { recursive: true, withFileTypes: true });
    expect(kept.filter((entry) => entry.isFile()).length).toBeGreaterThan(50);
    expect(await help(cacheDir)).toBe(first);
    for (const entry of kept.filter((each) => each.isFile()))
      await writeFile(path.join(entry.parentPath, entry.name), 'not a cache at all');
    expect(await help(cacheDir)).toBe(first);
  });

  test('and where it cannot be kept, it is done without', TIMEOUT, async () => {
    await writeFile(path.join(folder, 'file'), '');
    expect(await help(path.join(folder, 'file', 'cache'))).toContain('Usage: skein');
  });
});
