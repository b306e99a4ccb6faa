import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Makes the folder of one driver's sandboxes. Its name tells a later server's launcher whose it was; see `run_folder.py`. */
export async function makeRunDir(parentDir: string | undefined): Promise<string> {
  const runDir = await mkdtemp(path.join(parentDir ?? tmpdir(), `skein-${process.pid}-`));
  // Sandbox users must be able to pass through it, and only that.
  await chmod(runDir, 0o711);
  return runDir;
}
