import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const EXAMPLE = path.resolve(import.meta.dirname, '../flow-image-check');
const SKEIN = path.resolve(import.meta.dirname, '../../packages/cli/bin/skein.mjs');

/** Deploys the flow of an example with its functions, runs it, and gives the picture that `skein flow run --watch` draws of it. */
export async function drawFlow(url: string): Promise<string> {
  await skein(url, 'flow', 'deploy', EXAMPLE);
  const image = `@${path.join(EXAMPLE, 'curse.json')}`;
  // Once before, so that the timings are those of functions that are in use.
  await skein(url, 'flow', 'run', 'image-check', '--input', image);
  const shown = await skein(url, 'flow', 'run', 'image-check', '--name', 'demo', '--input', image, '--watch');
  // The output follows the picture after an empty line.
  return shown.slice(0, shown.lastIndexOf('\n\n'));
}

async function skein(url: string, ...words: readonly string[]): Promise<string> {
  const env = { ...process.env, SKEIN_ENDPOINT: url };
  const { stdout } = await promisify(execFile)(process.execPath, [SKEIN, ...words], { env });
  return stdout;
}
