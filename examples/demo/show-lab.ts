import { spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SKEIN = path.join(ROOT, 'packages/cli/bin/skein.mjs');
/** Where tools keep what can be made again; the report is to be looked at after the demo has ended. */
const REPORT = path.join(ROOT, 'node_modules/.cache/skein/demo-report.html');

/** How long a simulated cloud keeps a function warm: hours of waiting in virtual time, with the path of the report at the end. */
export async function showLab(folder: string): Promise<void> {
  const env = { ...process.env, SKEIN_DATA: path.join(folder, 'lab') };
  const words = ['lab', 'run', 'simple-cold-function', '--on', 'simulated-aws', '--output', REPORT];
  // With the terminal of the demo, so that the line of progress is drawn in it.
  const child = spawn(process.execPath, [SKEIN, ...words], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
}
