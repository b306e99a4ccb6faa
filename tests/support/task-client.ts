import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { TaskLibraries } from '@skein/packaging';

/** The library as its users install it. */
const SDK_DIR = path.join(import.meta.dirname, '../../sdk/python/src');

const CLIENT_MAX_MS = 240_000;

/** Runs Python programs that have dill, cloudpickle and skein_faas, as clients of the task API do. */
export interface TaskClient extends AsyncDisposable {
  /** Runs a program to its end and gives what it printed. Rejects with its output when it fails. */
  run(program: string, words?: readonly string[], variables?: Readonly<Record<string, string>>): Promise<string>;
}

export async function openTaskClient(): Promise<TaskClient> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-task-client-'));
  const libraries = await new TaskLibraries(folder, ['python3']).install();
  return {
    async run(program, words = [], variables = {}) {
      const options = {
        env: { ...process.env, PYTHONPATH: [libraries, SDK_DIR].join(path.delimiter), PYTHONDONTWRITEBYTECODE: '1', ...variables },
        timeout: CLIENT_MAX_MS,
      };
      const { stdout } = await promisify(execFile)('python3', [program, ...words], options);
      return stdout;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
