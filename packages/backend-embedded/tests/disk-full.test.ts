import { execFileSync } from 'node:child_process';
import { getuid } from 'node:process';
import { expect, it } from 'vitest';
import { Child } from './support/child.ts';
import { makeDataFolder } from './support/test-backend.ts';

/** A mount that nobody else sees and that ends with the process. */
const UNSHARE = ['unshare', getuid?.() === 0 ? '-m' : '-Urm'];
const ON_SMALL_DISK = [...UNSHARE, 'sh', '-c', 'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$@"'];

function canMount(): boolean {
  try {
    execFileSync(UNSHARE[0] ?? '', [...UNSHARE.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it.skipIf(!canMount())(
  'a full disk is said with storage_failed, and everything works again when space returns',
  { timeout: 120_000 },
  async () => {
    await using folder = await makeDataFolder();
    await using child = new Child('./fill-disk.ts', [folder.path], [...ON_SMALL_DISK, folder.path]);
    await child.waitForLines(Infinity);
    expect(child.lines).toEqual([
      'create: done',
      'create on a full disk: storage_failed',
      'package on a full disk: storage_failed',
      'record on a full disk: storage_failed',
      'told of: storage_failed',
      'record can be read: true',
      'create with space: done',
      'package with space: done',
      'record with space: done',
      'functions: after before',
      'packages: 1',
    ]);
  },
);
