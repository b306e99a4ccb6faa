import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SkeinError } from '@skein/contracts';
import { ROOT_DIR } from './root.ts';
import { runProgram } from './run-program.ts';

export interface RepositoryFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Empty for files that are not text. */
  readonly text: string;
}

/** Files above this size are not read: nothing that people write is that large. */
const TEXT_MAX_BYTES = 2 * 1024 * 1024;

/** Every file that is, or is about to be, in the repository: what git tracks and what it does not ignore. */
export async function readRepository(rootDir: string = ROOT_DIR): Promise<readonly RepositoryFile[]> {
  const paths = await listPaths(rootDir);
  const files = await Promise.all(paths.map((path) => readRepositoryFile(rootDir, path)));
  return files.filter((file) => file !== undefined);
}

async function listPaths(rootDir: string): Promise<readonly string[]> {
  // A checkout that belongs to another user is normal in continuous integration; git refuses it without this setting.
  const listing = await runProgram('git', [
    '-c',
    `safe.directory=${rootDir}`,
    '-C',
    rootDir,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ]);
  if (listing.code !== 0) throw new SkeinError('internal', { reason: `the check needs a git checkout: ${listing.output.trim()}` });
  return [...new Set(listing.output.split('\0').filter((path) => path !== ''))].sort();
}

/** Undefined when git still lists a file that was deleted, and for symbolic links and submodules. */
async function readRepositoryFile(rootDir: string, path: string): Promise<RepositoryFile | undefined> {
  const absolutePath = join(rootDir, path);
  try {
    const status = await lstat(absolutePath);
    if (!status.isFile()) return undefined;
    const bytes = status.size <= TEXT_MAX_BYTES ? await readFile(absolutePath) : Buffer.alloc(0);
    return { path, sizeBytes: status.size, text: bytes.includes(0) ? '' : bytes.toString('utf8') };
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}
