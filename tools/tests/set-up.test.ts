import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
