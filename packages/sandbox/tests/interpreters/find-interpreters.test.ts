import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findInterpreters } from '../../src/index.ts';
import type { InterpretersByFamily } from '../../src/index.ts';
import { requiredDirs, whyNotShowable } from '../../src/interpreters/required-dirs.ts';
import { temporaryFolder } from '../support/folders.ts';
import { interpreterOf, missing } from '../support/interpreters.ts';

interface Search {
  readonly pathFolders?: readonly string[];
  readonly homeDir?: string;
  readonly forOtherUsers?: boolean;
}

async function find({ pathFolders = [], homeDir = '/nonexistent', forOtherUsers = false }: Search): Promise<InterpretersByFamily> {
  const places = { pathFolders, homeDir, extraPrograms: { python: [], node: [] } };
  return await findInterpreters({ forOtherUsers, isolating: false, places });
}

describe('Runtimes Python 3.9+ and Node 20+ as found on the machine', () => {
  test('every one found really is what it is said to be, and each program is listed once', async () => {
    const found = await find({ pathFolders: (process.env['PATH'] ?? '').split(':') });
    for (const { executablePath, fullVersion } of found.python) {
      const { stdout } = await promisify(execFile)(executablePath, ['-I', '-S', '-c', 'import platform; print(platform.python_version())']);
      expect(stdout.trim()).toContain(fullVersion);
    }
    for (const { executablePath, fullVersion } of found.node) {
      expect((await promisify(execFile)(executablePath, ['--version'])).stdout.trim()).toBe(`v${fullVersion}`);
    }
    const programs = [...found.python, ...found.node].map(({ executablePath }) => executablePath);
    expect(new Set(programs).size).toBe(programs.length);
  });

  test('newest first, nothing older than Python 3.9 and Node 20', async () => {
    const found = await find({ pathFolders: (process.env['PATH'] ?? '').split(':') });
    const minors = found.python.map(({ version }) => Number(version.split('.')[1]));
    expect(minors).toEqual(minors.toSorted((a, b) => b - a));
    expect(Math.min(9, ...minors)).toBe(9);
    expect(Math.min(20, ...found.node.map(({ version }) => Number(version)))).toBe(20);
  });

  test.skipIf(missing('python'))('shims resolved, without running them', async () => {
    const home = await temporaryFolder();
    const python = interpreterOf('python').executablePath;
    const bin = path.join(home, '.pyenv/versions/3.99.1/bin');
    const shims = path.join(home, '.pyenv/shims');
    await mkdir(bin, { recursive: true });
    await mkdir(shims, { recursive: true });
    await symlink(python, path.join(bin, 'python3'));
    await writeFile(path.join(shims, 'python3'), `#!/bin/sh\ntouch ${home}/ran\nexit 1\n`, { mode: 0o755 });
    const found = await find({ pathFolders: [shims], homeDir: home });
    expect(found.python.map(({ executablePath }) => executablePath)).toContain(await realpath(python));
    expect(existsSync(path.join(home, 'ran'))).toBe(false);
  });

  test('a program that is no interpreter, hangs up or says nonsense is passed over', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'python3'), '#!/bin/sh\necho hello\n', { mode: 0o755 });
    await writeFile(path.join(folder, 'python3.12'), '#!/bin/sh\necho \'{"executablePath": 1}\'\n', { mode: 0o755 });
    await writeFile(path.join(folder, 'node'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    await symlink('/nonexistent', path.join(folder, 'python3.13'));
    const [withThem, without] = [await find({ pathFolders: [folder] }), await find({})];
    expect(withThem).toEqual(without);
  });

  test('interpreters that the sandbox user cannot read are not offered, and it is said why', async () => {
    const home = await temporaryFolder();
    const closed = path.join(home, 'closed');
    const bin = path.join(closed, 'bin');
    await mkdir(bin, { recursive: true });
    // Says that it is a Python: this is about permissions only.
    const answer = JSON.stringify({
      executablePath: path.join(bin, 'python3'),
      prefix: closed,
      fullVersion: '3.13.7',
      implementation: 'cpython',
    });
    await writeFile(path.join(bin, 'python3'), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
    const closedTo = async (forOtherUsers: boolean): Promise<string | undefined> =>
      (await find({ pathFolders: [bin], forOtherUsers })).python.find(({ fullVersion }) => fullVersion === '3.13.7')?.unusableBecause;
    expect(await closedTo(true)).toBeUndefined();
    await chmod(closed, 0o700);
    expect(await closedTo(true)).toBe(`other users may not enter ${closed}`);
    expect(await closedTo(false)).toBeUndefined();
    await chmod(closed, 0o755);
    await chmod(path.join(bin, 'python3'), 0o700);
    expect(await closedTo(true)).toBe(`other users may not read or run ${path.join(bin, 'python3')}`);
  });
});

describe('what a sandbox has to be shown of an interpreter', () => {
  const answer = (executablePath: string, prefix: string): { executablePath: string; prefix: string; fullVersion: string } => ({
    executablePath,
    prefix,
    fullVersion: '3.12.1',
  });

  test('nothing when it is part of the system', () => {
    expect(requiredDirs('python', answer('/usr/bin/python3.12', '/usr'))).toEqual([]);
    expect(requiredDirs('python', answer('/usr/local/bin/python3.12', '/usr/local'))).toEqual([]);
    expect(requiredDirs('node', answer('/usr/bin/node', '/usr'))).toEqual([]);
    expect(requiredDirs('node', answer('/bin/node', '/'))).toEqual([]);
  });

  test('its prefix, once, when it lies elsewhere; of Node.js only the program', () => {
    expect(requiredDirs('python', answer('/opt/python/bin/python3.12', '/opt/python'))).toEqual(['/opt/python']);
    expect(requiredDirs('python', answer('/srv/bin/python3.12', '/opt/python'))).toEqual(['/opt/python', '/srv/bin']);
    expect(requiredDirs('node', answer('/home/me/.nvm/versions/node/v22/bin/node', '/home/me/.nvm/versions/node/v22'))).toEqual([
      '/home/me/.nvm/versions/node/v22/bin',
    ]);
  });

  test('never the root, and nothing that a sandbox has its own of', () => {
    expect(whyNotShowable('/opt/python')).toBeUndefined();
    expect(whyNotShowable('/')).toMatch(/root of the file system/);
    expect(whyNotShowable('/tmp/python')).toMatch(/its own \/tmp/);
    expect(whyNotShowable('/var')).toMatch(/its own \/var\/task/);
  });
});
