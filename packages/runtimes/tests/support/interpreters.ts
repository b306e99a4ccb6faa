import { execFileSync } from 'node:child_process';

function resolve(program: string, words: readonly string[]): string[] {
  try {
    return [execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()];
  } catch {
    return [];
  }
}

const PYTHON_MINORS = [9, 10, 11, 12, 13, 14];
const WHERE = 'import sys; assert sys.version_info >= (3, 9); print(sys.executable)';

/** Every Python from 3.9 on that is on the path, each once. */
export const PYTHONS: readonly string[] = [
  ...new Set(['python3', ...PYTHON_MINORS.map((minor) => `python3.${minor}`)].flatMap((program) => resolve(program, ['-I', '-c', WHERE]))),
];

/** The Node.js of these tests, and the one on the path when it is 20 or newer. */
export const NODES: readonly string[] = [
  ...new Set([
    process.execPath,
    ...resolve('node', ['-p', 'Number(process.versions.node.split(".")[0]) >= 20 ? process.execPath : process.exit(1)']),
  ]),
];
