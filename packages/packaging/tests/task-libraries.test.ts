import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { TaskLibraries } from '../src/index.ts';

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-task-libraries-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A program in the place of Python that says so and fails, or does nothing. */
async function makeProgram(folder: string, script: string): Promise<string> {
  const program = path.join(folder, 'python');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  return program;
}

test('dill and cloudpickle are installed, pinned, on first need and once', { timeout: 240_000 }, async () => {
  const folder = await makeFolder();
  const first = new TaskLibraries(folder, ['python3']);
  const [once, again] = await Promise.all([first.install(), first.install()]);
  expect(again).toBe(once);
  const program = await makeProgram(await makeFolder(), 'echo "must not be asked" >&2; exit 1');
  expect(await new TaskLibraries(folder, [program]).install()).toBe(once);
  expect(await readdir(folder)).toEqual([path.basename(once)]);
});

test('the files for a Python are the sources and what that Python has compiled', { timeout: 240_000 }, async () => {
  const { stdout } = await promisify(execFile)('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2], sys.executable)']);
  const [version = '', executablePath = ''] = stdout.trim().split(' ');
  const files = await new TaskLibraries(await makeFolder(), ['python3']).filesFor({ version, executablePath });
  const tag = `cpython-${version.replace('.', '')}`;
  for (const source of ['dill/__init__', 'dill/_dill', 'cloudpickle/cloudpickle']) {
    const [folder, module] = source.split('/');
    expect(files[`${source}.py`]?.length).toBeGreaterThan(0);
    expect(files[`${folder}/__pycache__/${module}.${tag}.pyc`]?.length).toBeGreaterThan(0);
  }
  expect(Object.keys(files).filter((file) => file.includes('tests'))).toEqual([]);
});

test('without an index the error says so, and nothing half-done is left', async () => {
  const folder = await makeFolder();
  const program = await makeProgram(await makeFolder(), 'echo "Could not find a version that satisfies the requirement" >&2; exit 1');
  const libraries = new TaskLibraries(folder, ['/no/such/python', program]);
  for (let time = 0; time < 2; time += 1)
    await expect(libraries.install()).rejects.toMatchObject({
      code: 'task_libraries_missing',
      message: expect.stringContaining('Could not find a version'),
    });
  expect(await readdir(folder)).toEqual([]);
});
