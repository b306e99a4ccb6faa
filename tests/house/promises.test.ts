import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT_DIR = join(import.meta.dirname, '../..');

function readRootFile(path: string): Promise<string> {
  return readFile(join(ROOT_DIR, path), 'utf8');
}

describe("The repository's own .npmrc", () => {
  test('sets omit-lockfile-registry-resolved', async () => {
    expect(await readRootFile('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });

  test('so that the lock file names no registry', async () => {
    expect(await readRootFile('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });
});

describe("`.ci/run` calls the README's test command", () => {
  let script: string;
  beforeAll(async () => {
    script = await readRootFile('.ci/run');
  });

  test('after an install, as its last step, with skips as failures', async () => {
    expect(await readRootFile('README.md')).toContain('npm install && npm test');
    expect(script).toMatch(/npm (ci|install)/);
    expect(script).toContain('export CI=true');
    expect(script.trimEnd().split('\n').at(-1)).toMatch(/^npm test\b/);
  });

  test('and can be run', async () => {
    await expect(access(join(ROOT_DIR, '.ci/run'), constants.X_OK)).resolves.toBeUndefined();
  });
});

describe('README.md, ARCHITECTURE.md, CONTRIBUTING.md, `docs/decisions/`, LICENSE (Apache-2.0)', () => {
  test.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/decisions/README.md'])('%s has a title', async (path) => {
    expect(await readRootFile(path)).toMatch(/^# \S/);
  });

  test('the licence is the standard text', async () => {
    const licence = await readRootFile('LICENSE');
    expect(licence).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
    expect(licence).toContain('END OF TERMS AND CONDITIONS');
    expect(licence).toContain('APPENDIX: How to apply the Apache License to your work.');
  });
});
