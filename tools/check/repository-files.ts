import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A text file of the repository, by its path from the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every file that git tracks or would track and that matches, with its text. */
export async function readRepositoryFiles(root: string, matches: (filePath: string) => boolean): Promise<SourceFile[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = stdout.split('\n').filter((filePath) => filePath !== '' && matches(filePath));
  const read = async (filePath: string): Promise<SourceFile[]> => {
    try {
      return [{ path: filePath, text: await readFile(path.join(root, filePath), 'utf8') }];
    } catch {
      return [];
    }
  };
  return (await Promise.all(paths.map(read))).flat();
}
