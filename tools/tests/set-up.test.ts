import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findProgram } from '../lib/find-program.ts';
import { installCommand, installPackages } from '../setup/install-packages.ts';
import { listMissingPackages } from '../setup/system-packages.ts';
import type { SystemPackage } from '../setup/system-packages.ts';

function plantPackage(name: string, present: boolean): SystemPackage {
  return { name, purpose: 'a test', isPresent: () => Promise.resolve(present) };
}

describe('missing system packages', () => {
  test('are those that are not present', async () => {
    const packages = [plantPackage('bubblewrap', false), plantPackage('python3', true)];
    expect((await listMissingPackages(packages)).map(({ name }) => name)).toEqual(['bubblewrap']);
  });

  test('are named with the exact command', () => {
    const packages = [plantPackage('bubblewrap', false), plantPackage('python3-venv', false)];
    expect(installCommand(packages)).toBe('sudo apt-get install -y bubblewrap python3-venv');
  });

  test('cost nothing when there are none', async () => {
    const printed: string[] = [];
    await installPackages([], (text) => printed.push(text));
    expect(printed).toEqual([]);
  });
});

describe('an apt-get in front of the real one', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'skein-apt-'));
    // Like a machine without lists of packages: it can install only after an update.
    const script = '#!/bin/sh\ncd "$(dirname "$0")"\necho "$DEBIAN_FRONTEND $*" >> calls\ngrep -q update calls\n';
    await writeFile(join(dir, 'apt-get'), script, { mode: 0o755 });
    vi.stubEnv('PATH', `${dir}:${process.env['PATH'] ?? ''}`);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(dir, { recursive: true });
  });

  test('is not called by somebody who is not root, who is told what to call', async () => {
    const printed: string[] = [];
    await installPackages([plantPackage('bubblewrap', false)], (text) => printed.push(text), false);
    expect(printed).toEqual([
      'missing: bubblewrap, for a test',
      'Tests that need them are skipped. To install them: sudo apt-get install -y bubblewrap',
    ]);
    await expect(readFile(join(dir, 'calls'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('installs for root without a question, with an update only when it is needed', async () => {
    await installPackages([plantPackage('bubblewrap', false)], () => undefined, true);
    const install = 'noninteractive -q install -y --no-install-recommends bubblewrap';
    expect((await readFile(join(dir, 'calls'), 'utf8')).trim().split('\n')).toEqual([install, 'noninteractive -q update', install]);
  });
});

describe('a program is found', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'skein-find-program-'));
    await writeFile(join(dir, 'runs'), '#!/bin/sh\n');
    await chmod(join(dir, 'runs'), 0o755);
    await writeFile(join(dir, 'does-not-run'), '');
    await chmod(join(dir, 'does-not-run'), 0o644);
  });
  afterAll(() => rm(dir, { recursive: true }));

  test('on the search path', async () => {
    expect(await findProgram('runs', `/nonexistent:${dir}`)).toBe(join(dir, 'runs'));
  });

  test('only when it can be run', async () => {
    expect(await findProgram('does-not-run', dir)).toBeUndefined();
  });
});
