import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';

/**
 * Makes the folder of one driver's sandboxes. Its name tells a later server's launcher whose it was; see `leftovers.py`. Rejects with
 * `driver_unavailable`.
 */
export async function makeRunDir(driver: string, parentDir: string = tmpdir()): Promise<string> {
  try {
    const runDir = await mkdtemp(path.join(parentDir, `skein-${process.pid}-`));
    // Sandbox users must be able to pass through it, and only that.
    await chmod(runDir, 0o711);
    return runDir;
  } catch (error) {
    throw new SkeinError('driver_unavailable', { driver, reason: `no folder can be made in ${parentDir}` }, { cause: error });
  }
}
