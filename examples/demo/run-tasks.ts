import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { installTaskLibraries, readSettings } from '@skein/compose';
import { toSkeinError } from '@skein/contracts';

const PROGRAM = path.join(import.meta.dirname, '../tasks/estimate_pi.py');
const SDK_DIR = path.join(import.meta.dirname, '../../sdk/python/src');

/** Runs the example of tasks with the library for Python, and gives what it prints, or why it could not be run. */
export async function runTasks(url: string, dataDir: string): Promise<string> {
  try {
    return await runExample(url, dataDir);
  } catch (thrown) {
    const error = toSkeinError(thrown);
    // Everything else in the demo does without a package index.
    if (error.code !== 'task_libraries_missing') throw error;
    return `Left out: ${error.message} ${error.kind.remedy}`;
  }
}

async function runExample(url: string, dataDir: string): Promise<string> {
  // The libraries that the server has for its sandboxes serve the client too, so that nothing has to be installed for the demo.
  const libraries = await installTaskLibraries(readSettings({ ...process.env, SKEIN_DATA: dataDir, DB_PATH: undefined }));
  const env = {
    ...process.env,
    SKEIN_ENDPOINT: url,
    PYTHONPATH: [libraries, SDK_DIR].join(path.delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const startedMs = performance.now();
  const { stdout } = await promisify(execFile)('python3', [PROGRAM], { env });
  return `${stdout.trimEnd()} (${((performance.now() - startedMs) / 1_000).toFixed(1)} s)`;
}
