import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const ROOT_DIR = join(import.meta.dirname, '../..');
const runFile = promisify(execFile);

describe('the tools run under the Node 24 that npm installed', () => {
  test('which is first on the path inside npm scripts', async () => {
    const { stdout } = await runFile('npm', ['exec', '--offline', '--', 'node', '--version'], { cwd: ROOT_DIR });
    expect(stdout).toMatch(/^v24\./);
  });

  test('and a tool that does not exist is named, with those that do', async () => {
    const unknown = runFile(process.execPath, [join(ROOT_DIR, 'tools/run.mjs'), 'nothing']);
    await expect(unknown).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('check|format-python|generate|guest|test') });
  });
});
